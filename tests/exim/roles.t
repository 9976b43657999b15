#!/bin/sh
# postmaster and abuse can always be written to, and never share a message with others.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"
	talk "$door: postmaster, from a domain that does not exist" 198.51.100.66 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <postmaster@example.org>
		< 250
	END
	talk "$door: postmaster without a domain" 198.51.100.66 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <postmaster>
		< 250
	END
	for role in postmaster ABUSE; do
		for domain in example.org dept.example.org; do
			talk "$door: a joe job for $role@$domain" 203.0.113.10 <<-END
				mail $BOUNCES/exim.eml <> <$role@$domain>
				< 250
			END
			silent "$door: ... is not judged" verdict
		done
	done
	talk "$door: postmaster and a user in one message" 203.0.113.10 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<postmaster@example.org>
		< 250
		> RCPT TO:<user@example.org>
		< 452 4.5.3
		> DATA
		< 354
		data $BOUNCES/exim.eml
		< 250
		# The one who was put off comes again, alone.
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
	says "$door: ... by its rule" 'joejob rule=role.mixed line=[1-9][0-9]* mode=defer'
	talk "$door: a user and postmaster in one message" 203.0.113.10 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<user@example.org>
		< 250
		> RCPT TO:<postmaster@example.org>
		< 452 4.5.3
		> DATA
		< 354
		data $BOUNCES/exim.eml
		< 550 bounces.forged
	END
	talk "$door: postmaster does not open a relay" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <postmaster@remote.example>
		< 550 relay
	END
done
stop_exim inside
sed -i 's/^acl_smtp_rcpt.*/&\nacl_smtp_mail = mail/
	s/^begin acl/&\n\nmail:\n  deny senders = :\n  accept/' "$LAB/inside/etc/exim4.conf"
start_exim inside
site acl 's/use_sender: true/use_postmaster: yes/'
talk "postmaster inside, where the empty sender is refused" 198.51.100.66 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <postmaster@dept.example.org>
	< 250
END
done_testing
