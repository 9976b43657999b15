# shellcheck shell=sh disable=SC2154
# Sourced behind aclgen.sh by tests of pages: $TMP/page.html in a real browser, headless.
# JJ_SHOTS=DIR keeps pictures of it to be looked at.

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)

# browse OPTION... PAGE: what the page at PAGE is when its scripts have run.
browse() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --disable-extensions \
		--allow-file-access-from-files --user-data-dir="$TMP/profile" --virtual-time-budget=5000 "$@" 2>/dev/null
}

# frame WIDTH OPTION...: the page in a frame of that width, as one line: its title; its width; how many
# parts reach over its edge; how many things could come from elsewhere; whether $least
# shapes can be seen; sections;
# the colour behind it
frame() {
	cat >"$TMP/frame.html" <<-END
		<iframe id="f" src="page.html" style="border:0;width:$1px;height:3000px"></iframe>
		<script>
		document.getElementById("f").onload = function () {
			var d = this.contentDocument, w = this.contentWindow;
			var wide = Array.from(d.querySelectorAll("section, .key div, table, svg, dt, dd, pre, text")).filter(
				function (e) { return e.getBoundingClientRect().right > $1 + 0.5; });
			var shapes = Array.from(d.querySelectorAll("svg rect")).filter(
				function (e) { return e.getBoundingClientRect().width > 0; });
			document.title = [d.title, d.documentElement.scrollWidth, wide.length,
				d.querySelectorAll("script, img, link, iframe").length, shapes.length >= ${least:-1},
				d.querySelectorAll("section").length, w.getComputedStyle(d.body).backgroundColor].join("|");
		};
		</script>
	END
	shift
	browse "$@" --dump-dom "file://$TMP/frame.html" | sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p'
}

# Ends the test with one skipped point, unless a browser runs here.
need_browser() {
	[ -n "$browser" ] || cannot "no chromium is installed"
	[ -n "$(frame 1100)" ] || cannot "$browser does not run here"
}

# shots: as it looks by day, by night, and on a phone.
shots() {
	[ -n "${JJ_SHOTS:-}" ] || return 0
	mkdir -p "$JJ_SHOTS"
	browse --window-size=1100,3000 --screenshot="$JJ_SHOTS/$1-light.png" "file://$TMP/page.html"
	browse --window-size=1100,3000 --blink-settings=preferredColorScheme=0 --screenshot="$JJ_SHOTS/$1-dark.png" \
		"file://$TMP/page.html"
	frame 360 >/dev/null
	browse --window-size=500,3000 --screenshot="$JJ_SHOTS/$1-phone.png" "file://$TMP/frame.html"
}
