#!/bin/sh
# Strangers come twice: not too early, not too late; who has come back once is known. Never the empty
# sender, who has logged in, who is exempt, a secondary MX, a list.
. "$(dirname "$0")/../lab/test.sh"

# first TITLE SOURCE [SENDER [RECIPIENT]], passes TITLE SOURCE [SENDER [RECIPIENT]]
first()
{
	talk "$1" "$2" <<-END
		mail $BOUNCES/mail.eml <${3-carl@sender.example}> <${4:-user@example.org}>
		< 451 greylist
	END
}

passes()
{
	talk "$1" "$2" <<-END
		mail $BOUNCES/mail.eml <${3-carl@sender.example}> <${4:-user@example.org}>
		< 250
	END
}

world
# In another network than the client that is known later.
all='s/^greylist:.*/greylist: {for: all, delay: 2s, window: 1h}/'
everything "$all" 's/^spamassassin:.*//'
first "a first attempt" 198.51.100.67
says "... is logged by rule" 'temporarily rejected RCPT <user@example.org>: joejob rule=greylist line=[1-9][0-9]* mode=defer'
first "a second one at once" 198.51.100.67
first "the same sender to somebody else" 198.51.100.67 carl@sender.example anna@example.org
first "a sender with a slash and a quote" 198.51.100.67 "a/write'@sender.example"
no_panic "... does no harm"
passes "the empty sender" 198.51.100.67 ""
passes "postmaster" 198.51.100.67 x@no-such.example postmaster@example.org
passes "the secondary MX" 198.51.100.25
passes "the campus" 192.0.2.10
passes "an exempt host" 198.51.100.77
passes "a list" 198.51.100.78
passes "an exempt sender" 198.51.100.67 invoices@billing.example
passes "a domain that SPF vouches for" 198.51.100.66 jo@friend.example
passes "a client that a good list names" 203.0.113.68
talk "who has logged in" 198.51.100.67 <<-END
	> AUTH PLAIN $(printf '\0anna\0lab' | base64)
	< 235
	mail $BOUNCES/mail.eml <anna@example.org> <user@example.org>
	< 250
END
first "one host of a pool" 198.51.100.69 news@pool.example
sleep 2.1
passes "its other host, in another network" 203.0.113.69 news@pool.example
passes "the first client, later" 198.51.100.67
passes "... is known now" 198.51.100.67 dora@sender.example anna@example.org
passes "... and its neighbours are" 198.51.100.71 dora@three.example
rm -f "$LAB/mx/spool/db/seen"*
chmod 0 "$LAB/mx/spool/db"
mv "$LAB/mx/spool/db" "$LAB/mx/spool/db.gone" && : >"$LAB/mx/spool/db"
passes "mail flows without the hints" 198.51.100.67 erna@sender.example
rm "$LAB/mx/spool/db" && mv "$LAB/mx/spool/db.gone" "$LAB/mx/spool/db" && chmod 750 "$LAB/mx/spool/db"
first "... and is greylisted when they are back" 198.51.100.67 erna@sender.example

everything 's/^greylist:.*/greylist: {for: suspicious, delay: 2s}/' 's/^spamassassin:.*//'
passes "of the suspicious: a client with a name" 198.51.100.67
first "... one without" 198.51.100.66
everything "$all" 's/^  from_secondary_mx/  #&/' 's/^joejob: 1/joejob: 1\nmode: log/'
passes "in the shadow nobody waits" 198.51.100.67
says "... but it is told" 'joejob rule=greylist line=[1-9][0-9]* mode=log would refuse'
everything "$all"
on mx touch /etc/exim4/joejob.off
passes "with the kill switch nobody waits" 198.51.100.67
done_testing
