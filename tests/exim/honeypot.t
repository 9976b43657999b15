#!/bin/sh
# Who visits the honeypot is refused at the real MX; nobody whom we ourselves had put off.
. "$(dirname "$0")/../lab/test.sh"

TRAP=192.0.2.99

# to MX TITLE SOURCE EXPECTED [SENDER [RECIPIENT]]
to()
{
	talk "$2" "$3" "$1" <<-END
		mail $BOUNCES/mail.eml <${5-carl@sender.example}> <${6:-user@example.org}>
		< $4
	END
}

world
everything 's/^spamassassin:.*//' 's/^greylist:.*/greylist: {for: all, delay: 2s}/'
sleep 1
to 192.0.2.1 "a client at the MX is greylisted" 198.51.100.67 "451 greylist"
to $TRAP "... tries the next one, as it should, and is put off" 198.51.100.67 "451 honeypot.visit"
sleep 2
to 192.0.2.1 "... and is not refused for that" 198.51.100.67 250
for friend in "198.51.100.25 the secondary MX" "192.0.2.10 the campus" "198.51.100.77 an exempt host" \
	"198.51.100.78 a list server"; do
	to $TRAP "${friend#* } at the honeypot is at an ordinary MX" "${friend%% *}" 250
done
to 192.0.2.1 "a client that is greylisted" 203.0.113.69 "451 greylist"
to 192.0.2.1 "... and writes to the honeypot's address" 203.0.113.69 "550 honeypot.address" carl@sender.example trap@example.org
to 192.0.2.1 "... is a visitor all the same" 203.0.113.69 "550 (honeypot)"
everything 's/^spamassassin:.*//' 's/^greylist:.*//'
to $TRAP "a client visits the honeypot" 203.0.113.67 "451 honeypot.visit"
says "... by its rule" 'joejob rule=honeypot.visit line=[1-9][0-9]* mode=deny'
to 192.0.2.1 "... and is refused at the MX" 203.0.113.67 "550 (honeypot)"
says "... by its rule" 'joejob rule=honeypot line=[1-9][0-9]* mode=deny'
to 192.0.2.1 "... but reaches postmaster" 203.0.113.67 250 x@no-such.example postmaster@example.org
to 192.0.2.1 "... its neighbour is not touched" 203.0.113.69 250
talk_bare "a look at the honeypot" 203.0.113.69 $TRAP <<-END
	< 220
	> EHLO [203.0.113.69]
	< 250
	> MAIL FROM:<carl@sender.example>
	< 250
	> QUIT
	< 221
END
to 192.0.2.1 "... is no visit" 203.0.113.69 250
to 192.0.2.1 "a callout to the trap's address" 198.51.100.71 "550 honeypot.address" carl@sender.example trap@example.org
to 192.0.2.1 "... makes a visitor" 198.51.100.71 "550 (honeypot)"
to 192.0.2.1 "a bounce to it does not" 198.51.100.70 "550" "" trap@example.org
silent "... by that rule" 'rule=honeypot'
to 192.0.2.1 "the trap's address from a server in a list of good ones" 203.0.113.68 "550 honeypot.address" carl@sender.example trap@example.org
to 192.0.2.1 "... by which others send as well" 203.0.113.68 250
for asks in double-bounce@sender.example double-bounce2k@sender.example postmaster@sender.example; do
	to 192.0.2.1 "$asks asks whether the trap's address has written to him" 203.0.113.67 "" "$asks" trap@example.org
	silent "... which is no mail to it" 'rule=honeypot.address'
done
to 192.0.2.1 "the trap's address from the campus" 192.0.2.10 250 user@example.org trap@example.org
for door in local_scan acl; do
	everything 's/^spamassassin:.*//' 's/^greylist:.*//' 's/^  forged: .*/  forged: defer/' \
		"s/^  door: .*/  door: $door/"
	talk "$door: a bounce is put off" 203.0.113.69 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 451 bounces.forged
	END
	to $TRAP "... goes to the next MX" 203.0.113.69 "451 honeypot.visit" ""
	to 192.0.2.1 "... and its server is not refused for that" 203.0.113.69 250
done
everything 's/^spamassassin:.*//' 's/^greylist:.*//'
for recipient in user postmaster; do
	for sender in carl@sender.example invoices@billing.example jo@friend.example; do
		restart_mx
		talk_bare "<$sender> to $recipient: the connection breaks in the middle" 198.51.100.66 <<-END
			< 220
			> EHLO [198.51.100.66]
			< 250
			> MAIL FROM:<$sender>
			< 250
			> RCPT TO:<$recipient@example.org>
			< 250
			> DATA
			< 354
			part $BOUNCES/mail.eml
			drop
		END
		to $TRAP "... the server goes to the next MX" 198.51.100.66 "451 honeypot.visit" "$sender"
		to 192.0.2.1 "... and is not refused for that" 198.51.100.66 250
	done
done
restart_mx
to $TRAP "a visit" 203.0.113.67 "451 honeypot.visit"
on mx touch /etc/exim4/joejob.off
to 192.0.2.1 "with the kill switch a visitor passes" 203.0.113.67 250
says "... and it is told" 'joejob rule=honeypot line=[1-9][0-9]* mode=deny kill-switch=on would refuse'
everything 's/^joejob: 1/joejob: 1\nmode: log/' 's/^spamassassin:.*//'
to $TRAP "in the shadow the honeypot is an ordinary MX" 203.0.113.67 250
to 192.0.2.1 "... and its visitors pass" 203.0.113.67 250
says "... and it is told" 'joejob rule=honeypot line=[1-9][0-9]* mode=log would refuse'
done_testing
