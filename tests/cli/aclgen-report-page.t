#!/bin/sh
# The page of aclgen report in a real browser: it fits, by day and by night, on a desk and on a phone;
# nothing of a log becomes a part of it. JJ_SHOTS=DIR keeps pictures of it to be looked at.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
. tests/cli/page.sh

awk 'BEGIN {
	split("bounces.forged bounces.forged helo.our_name sender.verify recipient.unknown dnsbl.zen.example greylist", rule, " ")
	for (i = 0; i < 6000; i++) {
		s = i * 97 + (i % 7) * 500
		at = sprintf("2026-11-%02d %02d:%02d:%02d ", 20 + s / 86400, s / 3600 % 24, s / 60 % 60, s % 60)
		id = sprintf("1xWZFr-%06d-2a", i)
		ip = "198.51.100." i * i % 97
		d = "partner" i * 7 % 41 ".example"
		if (i % 9 < 2) {
			print at id " <= anna@" d " H=mail." d " [" ip "] P=esmtps S=" 2000 + i
			print at id " joejob spamassassin=" (i % 5 ? "ham" : "spam") " score=0.3"
			print at id " => user <user@example.org> R=users T=maildir\n" at id " Completed"
		} else if (i % 9 == 2) {
			print at id " joejob verdict=unverifiable evidence=incomplete rule=bounces.unverifiable line=45 action=tag bytes=9 us=dept.example.org via=smtp.provider" i % 4 ".example"
			print at id " <= <> H=mx." d " [" ip "] P=esmtp S=2000\n" at id " Completed"
		} else if (i % 9 == 3)
			print at "joejob rule=connect.ptr line=9 mode=log would refuse H=(" d ") [" ip "] F=<a@" d "> R=<user@example.org>"
		else if (i % 9 == 4 && i % 5)
			print at id " joejob token=none from=others F=<anna@example.org> D=" d
		else
			print at "H=(<script>document.title=1</script>) [" ip "] F=<a@" (i % 3 ? d : "<img/src=x/onerror=document.title=2>") "> " (i % 7 == 6 ? "temporarily " : "") "rejected RCPT <user@example.org>: joejob rule=" rule[1 + i % 7] " line=9 mode=deny"
	}
	print "2026-11-27 10:00:00 joejob state=down backend=redis: </table></section><script>document.title=3</script>" sprintf("%0900d", 0)
}' >"$TMP/mainlog"
ag report --html "$TMP/mainlog"
is "$code: $err" "0: " "the page is made"
cp "$TMP/out" "$TMP/page.html"
need_browser
least=300

sections=$(grep -c '<section>' "$TMP/page.html")
for width in 1100 700 360 320; do
	is "$(frame $width)" "Mail from 2026-11-20 00:00 to 2026-11-27 10:00|$width|0|0|true|$sections|rgb(244, 246, 248)" \
		"$width wide: it fits, has its charts, and nothing of the log's"
done
is "$(frame 360 --blink-settings=preferredColorScheme=0)" \
	"Mail from 2026-11-20 00:00 to 2026-11-27 10:00|360|0|0|true|$sections|rgb(15, 20, 26)" "at night it is dark"

shots report
done_testing
