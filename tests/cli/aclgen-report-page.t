#!/bin/sh
# The page of aclgen report in a real browser: it fits, by day and by night, on a desk and on a phone;
# nothing of a log becomes a part of it. JJ_SHOTS=DIR keeps pictures of it to be looked at.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
	cannot "no chromium is installed"

# browse OPTION... PAGE: what the page at PAGE is when its scripts have run.
browse() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --disable-extensions \
		--allow-file-access-from-files --user-data-dir="$TMP/profile" --virtual-time-budget=5000 "$@" 2>/dev/null
}

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
cp "$TMP/out" "$TMP/report.html"

# The page in a frame of a given width, and what there is in it, as the title of the page around it.
frame() {
	cat >"$TMP/frame.html" <<-END
		<iframe id="f" src="report.html" style="border:0;width:$1px;height:3000px"></iframe>
		<script>
		document.getElementById("f").onload = function () {
			var d = this.contentDocument, w = this.contentWindow;
			var wide = Array.from(d.querySelectorAll("section, .key div, table, svg")).filter(
				function (e) { return e.getBoundingClientRect().right > $1 + 0.5; });
			var bars = Array.from(d.querySelectorAll("svg rect")).filter(
				function (e) { return e.getBoundingClientRect().width > 0; });
			document.title = [d.title, d.documentElement.scrollWidth, wide.length,
				d.querySelectorAll("script, img, link, iframe").length, bars.length > 300,
				d.querySelectorAll("section").length, w.getComputedStyle(d.body).backgroundColor].join("|");
		};
		</script>
	END
	shift
	browse "$@" --dump-dom "file://$TMP/frame.html" | sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p'
}

if [ -z "$(frame 1100)" ]; then
	cannot "$browser does not run here"
fi
sections=$(grep -c '<section>' "$TMP/report.html")
for width in 1100 700 360 320; do
	is "$(frame $width)" "Mail from 2026-11-20 00:00 to 2026-11-27 10:00|$width|0|0|true|$sections|rgb(244, 246, 248)" \
		"$width wide: it fits, has its charts, and nothing of the log's"
done
is "$(frame 360 --blink-settings=preferredColorScheme=0)" \
	"Mail from 2026-11-20 00:00 to 2026-11-27 10:00|360|0|0|true|$sections|rgb(15, 20, 26)" "at night it is dark"

if [ -n "${JJ_SHOTS:-}" ]; then
	mkdir -p "$JJ_SHOTS"
	browse --window-size=1100,3000 --screenshot="$JJ_SHOTS/light.png" "file://$TMP/report.html"
	browse --window-size=1100,3000 --blink-settings=preferredColorScheme=0 --screenshot="$JJ_SHOTS/dark.png" "file://$TMP/report.html"
	frame 360 >/dev/null
	browse --window-size=500,3000 --screenshot="$JJ_SHOTS/phone.png" "file://$TMP/frame.html"
fi
done_testing
