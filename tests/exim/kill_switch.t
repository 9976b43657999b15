#!/bin/sh
# One file turns every refusal of the policy into a log line, at once and without a restart; what
# keeps the MX from being a relay or a bouncer stays.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"
	pid=$(cat "$LAB/mx/exim.pid")
	: >"$KILL_SWITCH"
	talk "$door: with the switch on, a joe job is taken" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	says "$door: ... and logged" 'joejob verdict=forged .*action=log wanted=deny'
	talk "$door: ... so is a sender that does not exist" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 250
	END
	says "$door: ... and logged" 'joejob rule=sender.verify line=[0-9]+ mode=deny'
	talk "$door: ... and an unknown user inside" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <unknown@dept.example.org>
		< 250
	END
	says "$door: ... and logged" 'joejob rule=recipient.callout line=[0-9]+ mode=deny'
	talk "$door: ... and postmaster shares a message with others" 203.0.113.10 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<user@example.org>
		< 250
		> RCPT TO:<postmaster@example.org>
		< 250
		> RCPT TO:<anna@example.org>
		< 250
		> RSET
		< 250
		> MAIL FROM:<>
		< 250
		> RCPT TO:<postmaster@example.org>
		< 250
		> RCPT TO:<user@example.org>
		< 250
	END
	talk "$door: an unknown local user is refused all the same" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <nobody@example.org>
		< 550 recipient.unknown
	END
	talk "$door: ... and nobody relays" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@remote.example>
		< 550 relay
	END
	rm "$KILL_SWITCH"
	talk "$door: with the switch off again, a joe job is refused" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
	ok "$door: it was the same daemon all the time" [ "$pid" = "$(cat "$LAB/mx/exim.pid")" ]
done
done_testing
