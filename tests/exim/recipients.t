#!/bin/sh
# Who may be written to: unknown users are refused at RCPT, here and inside, so that nothing has to
# be bounced; nobody relays; a server inside that is down costs no mail.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"
	talk "$door: a known local user" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
		< 250
	END
	talk "$door: an unknown local user" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <nobody@example.org>
		< 550 recipient.unknown
	END
	says "$door: ... by its rule" 'rejected RCPT <nobody@example.org>: joejob rule=recipient.unknown line=[1-9]'
	talk "$door: a known user inside" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@dept.example.org>
		< 250
	END
	ok "$door: ... has the message" wait_for 10 mail_has_more inside known 0
	rm -rf "$LAB/inside/mail/known"
	talk "$door: an unknown user inside" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <unknown@dept.example.org>
		< 550 recipient.callout
	END
	says "$door: ... by its rule and line" \
		"joejob rule=recipient.callout line=$(grep -n '^  callout: {timeout' "$POLICY" | cut -d: -f1) mode=deny"
	talk "$door: a bounce for an unknown user inside" 198.51.100.67 <<-END
		mail $BOUNCES/exim.eml <> <unknown@dept.example.org>
		< 550 recipient.callout
	END
	talk "$door: a stranger may not relay" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@remote.example>
		< 550 relay
	END
	says "$door: ... by its rule" 'joejob rule=relay line=[1-9][0-9]* mode=deny'
	talk "$door: nor in the name of one of our users" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <user@example.org> <known@remote.example>
		< 550 relay
	END
	for inside in known%remote.example remote.example!known '"known@remote.example"'; do
		talk "$door: nor by way of the server inside, as $inside" 198.51.100.67 <<-END
			mail $BOUNCES/mail.eml <carl@sender.example> <$inside@dept.example.org>
			< 550 (relay)
		END
	done
	talk "$door: two recipients, one of them unknown" 198.51.100.67 <<-END
		> MAIL FROM:<carl@sender.example>
		< 250
		> RCPT TO:<user@example.org>
		< 250
		> RCPT TO:<nobody@example.org>
		< 550
		> DATA
		< 354
		data $BOUNCES/mail.eml
		< 250
	END
	stop_exim inside
	talk "$door: a user inside who was not asked about yet, while the server there is down" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <berta@sender.example> <known@dept.example.org>
		< 250
	END
	start_exim inside
	on mx exim4 -qff
	ok "$door: ... gets it when it is up again" wait_for 10 mail_has_more inside known 0
	site "$door" '/^recipient:/,/^bounces:/s/defer_ok: true/defer_ok: no/'
	talk "$door: the server inside has to answer: it knows him" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@dept.example.org>
		< 250
	END
	talk "$door: ... does not know him" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <unknown@dept.example.org>
		< 550 recipient.callout
	END
	stop_exim inside
	talk "$door: ... does not answer" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <dora@sender.example> <known@dept.example.org>
		< 451 recipient.unanswered
		mail $BOUNCES/mail.eml <dora@sender.example> <user@example.org>
		< 250
	END
	says "$door: ... by its rule" 'joejob rule=recipient.unanswered line=[1-9][0-9]* mode=deny'
	start_exim inside
done

# A server inside that refuses whoever asks has said nothing about the user.
stop_exim inside
sed -i -e 's/^acl_smtp_rcpt = .*/&\nacl_smtp_mail = mail/' \
	-e 's/^begin acl/&\nmail:\n  deny senders = :\n       hosts = !:\n  accept/' "$LAB/inside/etc/exim4.conf"
start_exim inside
site acl 's/use_sender: true, //'
talk "the server inside refuses the empty sender: a user" 198.51.100.67 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <known@dept.example.org>
	< 250
END
talk "... postmaster, from a sender that does not exist" 198.51.100.67 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <postmaster@dept.example.org>
	< 250
END
talk "... asked once more, by what Exim remembers" 198.51.100.67 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <abuse@dept.example.org>
	< 250
END
site acl 's/use_sender: true, defer_ok: true/defer_ok: no/'
talk "... where it has to answer" 198.51.100.67 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <known@dept.example.org>
	< 451 recipient.unanswered
END
site acl
talk "... asked in the sender's name" 198.51.100.67 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <unknown@dept.example.org>
	< 550 recipient.callout
	mail $BOUNCES/exim.eml <> <known@dept.example.org>
	< 550 recipient.callout
END
done_testing
