#!/bin/sh
# SpamAssassin, a real spamd: last, never in the way, never for what is exempt.
. "$(dirname "$0")/../lab/test.sh"

command -v spamd >/dev/null || lab_cannot "spamd is not installed"

# spamd on the MX, without network tests; PIDs end with the lab.
start_spamd()
{
	mkdir -p "$LAB/spamd" && chmod 777 "$LAB/spamd"
	on mx env HOME="$LAB/spamd" spamd --local --listen 127.0.0.1 --port 783 --max-children 2 --username nobody \
		--pidfile "$LAB/spamd.pid" --nouser-config --syslog stderr \
		</dev/null >"$LAB/spamd/log" 2>&1 &
	wait_for 60 lab_port_open mx 783 || lab_cannot "spamd: $(cat "$LAB/spamd/log")"
}

has()
{
	ok "... with $1" wait_for 10 has_line "$1"
}

has_line()
{
	mail_has_more mx user 0 && grep -Eq "^$1" "$(newest mx user)"
}

spam=$LAB/gtube
{
	sed '/^$/q' "$BOUNCES/mail.eml"
	echo 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
} >"$spam"
{ cat "$spam"; yes 'a long line of text to make the message long enough' | head -c 600000; } >"$spam.large"

world
everything 's/^greylist:.*//'
post "spamd is down: good mail" 198.51.100.67 250 "$BOUNCES/mail.eml"
post "spamd is down: spam passes, too" 198.51.100.67 250 "$spam"
ok "... without a score" test -z "$(grep -i '^x-joejob-s' "$(newest mx user)")"
start_spamd
post "good mail" 198.51.100.67 250 "$BOUNCES/mail.eml"
has "X-Joejob-Score: "
ok "... and is not marked" test -z "$(grep -i '^x-joejob-spam' "$(newest mx user)")"
post "spam" 198.51.100.67 "550 (spamassassin)" "$spam"
says "... by its rule" 'rejected after DATA: joejob rule=spamassassin line=[1-9][0-9]* mode=deny'
post "spam over the limit of size" 198.51.100.67 250 "$spam.large"
post "spam to postmaster" 198.51.100.67 250 "$spam" carl@sender.example postmaster@example.org
post "spam from the campus" 192.0.2.10 250 "$spam" user@example.org
post "spam from an exempt host" 198.51.100.77 250 "$spam"
post "spam from an exempt sender" 198.51.100.67 250 "$spam" invoices@billing.example
post "spam from the secondary MX" 198.51.100.25 250 "$spam"
post "spam from a list" 198.51.100.78 250 "$spam"
has "X-Joejob-List: yes"
has "X-Joejob-Spam: yes"
has "X-Joejob-Score: "
kill -STOP "$(cat "$LAB/spamd.pid")"
pkill -STOP -P "$(cat "$LAB/spamd.pid")" || :
everything 's/^greylist:.*//' 's/^spamassassin: {/spamassassin: {timeout: 2s, /'
post "spamd hangs: good mail" 198.51.100.67 250 "$BOUNCES/mail.eml"
post "... spam passes" 198.51.100.67 250 "$spam"
kill -CONT "$(cat "$LAB/spamd.pid")"
pkill -CONT -P "$(cat "$LAB/spamd.pid")" || :
everything 's/^greylist:.*//' 's/^joejob: 1/joejob: 1\nmode: log/'
post "in the shadow spam passes" 198.51.100.67 250 "$spam"
says "... and it is told" 'joejob rule=spamassassin line=[1-9][0-9]* mode=log would refuse'
ok "... without marks" test -z "$(grep -i '^x-joejob' "$(newest mx user)")"
done_testing
