#!/bin/sh
# The HELO name: noted at HELO, judged at RCPT, after a chance to log in; forgotten at the next one.
. "$(dirname "$0")/../lab/test.sh"

mail="mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>"

# helo TITLE CODE NAME [RULE]: what RCPT answers to who has said that. HELO itself is always taken.
helo()
{
	talk_bare "$1" 198.51.100.67 <<-END
		< 220
		> EHLO $3
		< 250
		$mail
		< $2 ${4:-}
		> QUIT
		< 221
	END
	[ -z "${4:-}" ] || says "... by its rule" "rejected RCPT <user@example.org>: joejob rule=$4 line=[1-9][0-9]* mode=deny"
}

world
everything
helo "a host's own name" 250 mail.sender.example
helo "its own address as a literal" 250 "[198.51.100.67]"
helo "a bare address" 550 198.51.100.67 helo.bare_ip
helo "a bare address of IPv6" 550 2001:db8:66::66 helo.bare_ip
helo "a literal that is not its own" 550 "[198.51.100.6]" helo.literal
helo "a literal whose beginning is right" 550 "[198.51.100.67" helo.literal
helo "our own name" 550 MX.example.org helo.our_name
helo "a domain of ours" 550 dept.example.org helo.our_name
helo "no dot" 550 localhost helo.not_fqdn
helo "an underscore" 550 bad_host.example.com helo.not_fqdn
helo "an expansion" 550 '${run{/bin/false}}' helo.not_fqdn
helo "no name at all, in UTF-8" 550 "é.example" helo.not_fqdn
helo "a name that does not exist, only logged" 250 no-such.example
says "... with what would be done" 'joejob rule=helo.no_address line=[1-9][0-9]* mode=log would refuse'
helo "a name whose DNS does not answer" 250 host.servfail.example
silent "... is no fault of the client" 'rule=helo'
talk "a literal of IPv6" 2001:db8:66::66 2001:db8:1::1 <<-END
	$mail
	< 250
END
talk_bare "the next EHLO counts" 198.51.100.67 <<-END
	< 220
	> EHLO localhost
	< 250
	> EHLO mail.sender.example
	< 250
	$mail
	< 250
END
talk_bare "a bad HELO, and then a login" 198.51.100.67 <<-END
	< 220
	> EHLO localhost
	< 250
	> AUTH PLAIN $(printf '\0anna\0lab' | base64)
	< 235
	mail $BOUNCES/mail.eml <anna@example.org> <known@remote.example>
	< 250
END
talk_bare "a bad HELO to postmaster" 198.51.100.67 <<-END
	< 220
	> EHLO localhost
	< 250
	mail $BOUNCES/mail.eml <x@no-such.example> <postmaster@example.org>
	< 250
END
for friend in "198.51.100.25 the secondary MX" "198.51.100.77 an exempt host" \
	"198.51.100.78 a list server" "192.0.2.10 the campus"; do
	talk_bare "a bad HELO of ${friend#* }" "${friend%% *}" <<-END
		< 220
		> EHLO localhost
		< 250
		$mail
		< 250
	END
done
everything '/^helo:/,/^sender:/s/: deny$/: tag/' 's/^greylist:.*//'
helo "tagged" 250 localhost
done_testing
