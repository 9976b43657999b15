#!/bin/sh
# Block and exempt lists, DNS lists, SPF, rates: who is refused, who is tagged, who passes.
. "$(dirname "$0")/../lab/test.sh"

# from TITLE SOURCE EXPECTED [SENDER [RECIPIENT]]
from()
{
	post "$1" "$2" "$3" "$BOUNCES/mail.eml" "${4-carl@sender.example}" "${5:-}"
}

# with LINE: the message that was just taken has that line in its header; without LINE.
with()
{
	ok "... and has $1" wait_for 10 has_line "$1"
}

without()
{
	wait_for 10 mail_has_more mx user 0
	ok "... and has no $1" test -z "$(grep -i "^$1" "$(newest mx user)")"
}

has_line()
{
	mail_has_more mx user 0 && grep -qxF "$1" "$(newest mx user)"
}

world
everything 's/^spamassassin:.*//' 's/^greylist:.*//'
from "a blocked host" 203.0.113.66 "550 block.hosts"
says "... by the line of its list" "joejob rule=block.hosts line=$(grep -n '^  hosts: \[203' "$POLICY" | cut -d: -f1) mode=deny"
from "... to postmaster" 203.0.113.66 250 carl@sender.example postmaster@example.org
from "a blocked sender" 198.51.100.67 "550 block.senders" x@nuisance.example
from "a blocked recipient" 198.51.100.67 "550 block.recipients" carl@sender.example staff@example.org
from "... from the campus" 192.0.2.10 250 user@example.org staff@example.org
from "an exempt host with a sender that does not exist" 198.51.100.77 250 x@no-such.example
without X-Joejob
from "an exempt sender" 198.51.100.66 250 invoices@billing.example
without X-Joejob
from "a list server with a sender that does not exist" 198.51.100.78 250 x@no-such.example
with "X-Joejob-List: yes"
talk "... and with a joe job" 198.51.100.78 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 250
END
from "SPF vouches for a friend, from a host without a name" 198.51.100.66 250 jo@friend.example
without X-Joejob
from "... and not for who claims to be one" 203.0.113.67 250 jo@friend.example
with "X-Joejob-Rule: spf.fail"
from "SPF says no" 203.0.113.67 250 x@hard.example
with "X-Joejob-Rule: spf.fail"
from "SPF says rather not" 203.0.113.67 250 x@soft.example
with "X-Joejob-Rule: spf.softfail"
from "SPF says yes" 198.51.100.67 250 x@hard.example
without X-Joejob
from "a block list" 198.51.100.70 "550 dnsbl.bl.example"
says "... by its rule" 'joejob rule=dnsbl.bl.example line=[1-9][0-9]* mode=deny'
from "an answer of that list that means something else, and one that tags" 198.51.100.71 250
with "X-Joejob-Rule: dnsbl.dynamic.example"
from "a list of good hosts comes first" 203.0.113.68 250
from "a list whose DNS does not answer" 198.51.100.67 250
from "a bounce to an address that never sends" 198.51.100.67 "550 bounces.never_send" "" noreply@example.org
from "... mail to it" 198.51.100.67 250 carl@sender.example noreply@example.org

everything 's/^spamassassin:.*//' 's/^greylist:.*//' 's/^spf:/spf:\n  #/' 's/^  fail: tag/  fail: deny/' \
	's/^  #$//' 's/from_blocked.*//' 's/^exempt:/exempt:\n  from_blocked: no/' 's/^ratelimit:.*/ratelimit: {client: 10\/1h, sender: 12\/1h}/'
from "SPF refuses where the policy wants it" 203.0.113.67 "550 spf.fail" x@hard.example
from "a blocked host to postmaster, scoped" 203.0.113.66 "550 block.hosts" carl@sender.example postmaster@example.org
from "a blocked sender to postmaster, scoped" 198.51.100.67 "550 block.senders" x@nuisance.example postmaster@example.org
from "others still reach him" 198.51.100.67 250 x@no-such.example postmaster@example.org
talk "a client beyond its rate" 198.51.100.67 <<-END
	$(for n in 1 2 3 4 5 6 7 8 9 10; do
		printf 'mail %s <carl%s@sender.example> <user@example.org>\n< 250\n' "$BOUNCES/mail.eml" $n
	done)
	mail $BOUNCES/mail.eml <carl11@sender.example> <user@example.org>
	< 450 ratelimit.client
	mail $BOUNCES/mail.eml <carl12@sender.example> <postmaster@example.org>
	< 250
END
from "... another client is not" 203.0.113.69 250
done_testing
