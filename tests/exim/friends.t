#!/bin/sh
# Who is never filtered: the secondary MX, the campus, whoever has logged in.
. "$(dirname "$0")/../lab/test.sh"

# friend TITLE SOURCE [MX]: a joe job, and mail from a domain that does not exist, are taken from there.
friend()
{
	talk "$1 hands over a joe job" "$2" "${3:-192.0.2.1}" <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 250
		mail $BOUNCES/mail.eml <gone@partner.example.net> <user@example.org>
		< 250
	END
	silent "$1 is not filtered" joejob
}

world
for door in local_scan acl; do
	site "$door"
	friend "$door: the secondary MX" 198.51.100.25
	friend "$door: a host of the campus" 192.0.2.10
	friend "$door: a host of the campus by IPv6" 2001:db8:1::10 2001:db8:1::1
	talk "$door: the secondary MX may not relay" 198.51.100.25 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@remote.example>
		< 550
	END
	talk "$door: who has logged in is not filtered, and may relay" 198.51.100.66 <<-END
		> AUTH PLAIN $(printf '\0anna\0lab' | base64)
		< 235
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 250
		mail $BOUNCES/mail.eml <anna@example.org> <known@remote.example>
		< 250
	END
	silent "$door: ... and nothing is judged" joejob
	talk "$door: a wrong password makes nobody a friend" 198.51.100.66 <<-END
		> AUTH PLAIN $(printf '\0anna\0wrong' | base64)
		< 535
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
done
done_testing
