#!/bin/sh
# The envelope sender: its domain must exist, listed senders are asked about at their own server,
# and a DNS or a server that does not answer is nobody's fault.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"
	talk "$door: a domain that does not exist" 198.51.100.66 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 550 sender.verify
	END
	says "$door: ... by its rule and line" \
		"rejected RCPT <user@example.org>: joejob rule=sender.verify line=$(line_of verify) mode=deny"
	no_panic "$door: ... without a line in the panic log"
	talk "$door: a domain whose DNS does not answer" 198.51.100.66 <<-END
		mail $BOUNCES/mail.eml <x@servfail.example> <user@example.org>
		< 250
	END
	talk "$door: a user of ours who does not exist" 198.51.100.66 <<-END
		mail $BOUNCES/mail.eml <nobody@example.org> <user@example.org>
		< 550 sender.verify
	END
	talk "$door: a partner whom his own server knows" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <known@partner.example.net> <user@example.org>
		< 250
	END
	talk "$door: a partner whom his own server does not know" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <gone@partner.example.net> <user@example.org>
		< 550 sender.callout
	END
	says "$door: ... by its rule" 'joejob rule=sender.callout line=[1-9][0-9]* mode=deny'
	mark remote
	talk "$door: a sender who is not listed" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <gone@remote.example> <user@example.org>
		< 250
	END
	ok "$door: ... is not asked about" test -z "$(log remote)"
	stop_exim remote
	talk "$door: a partner not asked about yet, while his server is down" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <postmaster@partner.example.net> <user@example.org>
		< 250
	END
	start_exim remote
	site "$door" '/^  callout:/,/^recipient:/s/defer_ok: true/defer_ok: no/'
	talk "$door: his server has to answer: it knows him" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <known@partner.example.net> <user@example.org>
		< 250
	END
	talk "$door: ... does not know him" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <gone@partner.example.net> <user@example.org>
		< 550 sender.callout
	END
	talk "$door: ... a sender who is not listed is not asked about" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
		< 250
	END
	stop_exim remote
	talk "$door: ... does not answer" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <postmaster@partner.example.net> <user@example.org>
		< 451 sender.unanswered
	END
	says "$door: ... by its rule" 'joejob rule=sender.unanswered line=[1-9][0-9]* mode=deny'
	start_exim remote
done
everything 's/^spamassassin:.*//' 's/^  verify: deny/  verify: log/' 's/^  ptr: tag/  ptr: deny/'
talk "a sender that is only logged, and a client without a name" 198.51.100.66 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
	< 550 connect.ptr
END
says "... the one is logged" 'joejob rule=sender.verify line=[1-9][0-9]* mode=log'
ok "... and the reply is about the other" test -z "$(grep -i 'verification failed' "$LAB/dialogue")"
done_testing
