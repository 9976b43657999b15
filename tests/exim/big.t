#!/bin/sh
# A bounce of 100 MB: taken or refused as a small one. What it costs is measured by make bench.
. "$(dirname "$0")/../lab/test.sh"

MEGABYTES=100

# big TITLE CODE RECIPIENT [TOP]: a message that is forged: TOP, the filling and $LAB/bottom; without
# TOP all of it, then the filling as its body.
big()
{
	big_top=${4:-$BOUNCES/postfix.eml}
	big_bottom=${4:+$LAB/bottom}
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
	wait_queue mx
	rm -rf "$LAB/mx/mail/user" "$LAB/mx/mail/postmaster"
}

world
sed '/^This is the mail system/,$d' "$BOUNCES/postfix.eml" >"$LAB/top"
sed '1,/^This is the mail system/d' "$BOUNCES/postfix.eml" >"$LAB/bottom"
site acl
big "unjudged, for postmaster" 250 postmaster@example.org
for door in local_scan acl; do
	site "$door"
	big "$door: forged, and then $MEGABYTES MB" "550 bounces.forged" user@example.org
	says "$door: ... nothing behind the returned header is read" ' bytes=[0-9]{1,5} '
	big "$door: $MEGABYTES MB, and then the returned header" "" user@example.org "$LAB/top"
	says "$door: ... has a verdict" 'verdict=(forged|unverifiable)'
	says "$door: ... read to its end" ' bytes=[0-9]{8,} '
	no_panic "$door: ... without a line in the panic log"
done
done_testing
