#!/bin/sh
# BDAT, and with spool_wireformat a spool whose body has CRLF: the verdict is the same.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	# First a site without it: Exim 4.96 itself loses the body of what it delivers locally from a
	# spool in wire format.
	rm -f "$LAB/mx/etc/extra.conf"
	site "$door"
	a_genuine_bounce "$LAB/genuine"
	joe_job "$LAB/genuine" >"$LAB/joe-job"
	for wire in no yes; do
		printf 'spool_wireformat = %s\n' "$wire" >"$LAB/mx/etc/extra.conf"
		restart_mx
		for size in 100000 200 1; do
			talk "$door, wire format $wire: in chunks of $size" 203.0.113.10 <<-END
				> MAIL FROM:<>
				< 250
				> RCPT TO:<user@example.org>
				< 250
				bdat $LAB/joe-job $size
				< 550 bounces.forged
				> MAIL FROM:<>
				< 250
				> RCPT TO:<user@example.org>
				< 250
				bdat $LAB/genuine $size
				< 250
			END
			says "$door, wire format $wire: ... judged ours" verdict=ours
		done
		talk "$door, wire format $wire: base64" 203.0.113.10 <<-END
			> MAIL FROM:<>
			< 250
			> RCPT TO:<user@example.org>
			< 250
			bdat $BOUNCES/base64.eml 77
			< 550 bounces.forged
		END
		talk "$door, wire format $wire: by DATA" 203.0.113.10 <<-END
			mail $LAB/joe-job <> <user@example.org>
			< 550 bounces.forged
		END
	done
done

# The last site has it on: does it do what it should, or is this test about nothing?
printf 'queue_only\n' >>"$LAB/mx/etc/extra.conf"
stop_exim mx
start_exim mx
talk "a message to look at in the spool" 198.51.100.67 <<END
> MAIL FROM:<>
< 250
> RCPT TO:<user@example.org>
< 250
bdat $LAB/genuine
< 250
END
ok "its body has CRLF there" grep -qr "$(printf 'message/rfc822\r')" "$LAB/mx/spool/input"
done_testing
