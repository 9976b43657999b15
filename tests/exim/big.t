#!/bin/sh
# A bounce of 100 MB: taken or refused as a small one, and not felt beside what Exim itself needs.
. "$(dirname "$0")/../lab/test.sh"

MEGABYTES=100

# big TITLE CODE RECIPIENT [TOP]: a message that is forged: TOP, the filling and $LAB/bottom; without
# TOP all of it, then the filling as its body. Leaves the milliseconds it took in $took.
big()
{
	big_top=${4:-$BOUNCES/postfix.eml}
	big_bottom=${4:+$LAB/bottom}
	took=$(date +%s%3N)
	talk "$1" 203.0.113.10 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<$3>
		< 250
		> DATA
		< 354
		part $big_top
		fill $((MEGABYTES * 1000000))
		part ${big_bottom:-/dev/null}
		> .
		< $2
	END
	took=$(($(date +%s%3N) - took))
	wait_queue mx
	rm -rf "$LAB/mx/mail/user" "$LAB/mx/mail/postmaster"
}

world
sed '/^This is the mail system/,$d' "$BOUNCES/postfix.eml" >"$LAB/top"
sed '1,/^This is the mail system/d' "$BOUNCES/postfix.eml" >"$LAB/bottom"
for door in local_scan acl; do
	site "$door"
	[ "${plain:-}" ] || {
		big "$door: unjudged, for postmaster" 250 postmaster@example.org
		plain=$took
	}
	big "$door: forged, and then $MEGABYTES MB" "550 bounces.forged" user@example.org
	ok "$door: ... took $took ms, unjudged $plain" [ "$took" -lt $((plain * 2 + 2000)) ]
	big "$door: $MEGABYTES MB, and then the returned header" "" user@example.org "$LAB/top"
	says "$door: ... has a verdict" 'verdict=(forged|unverifiable)'
	ok "$door: ... took $took ms, unjudged $plain" [ "$took" -lt $((plain * 2 + 2000)) ]
	no_panic "$door: ... without a line in the panic log"
done
done_testing
