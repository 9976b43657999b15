#!/bin/sh
# aclgen doc: the page says what the generated configuration does, no more and no less; a policy's text
# never becomes a part of it; and it fits in a real browser.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
. tests/cli/page.sh

# well_formed FILE: it is XML, so nothing of a policy has broken out of its place.
well_formed() {
	python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$1" 2>"$TMP/xml"
}

# rules_built DIR: the rules of the generated files; the module's settings name its three otherwise.
rules_built() {
	{
		grep -rhoE 'rule=[a-z][a-z0-9._-]*' "$1" | sed 's/^rule=//'
		grep -rhoE ' (forged|unverifiable|unproven)=(log|tag|defer|deny)' "$1" | sed 's/^ /bounces./; s/=.*//'
	} | sed 's/[.]$//' | sort -u
}

# rules_told FILE: the checks on the page that are on.
rules_told() {
	grep -E '<dt id="[^"]*"' "$1" | grep -v '>off</b>' | sed 's/.*<dt id="\([^"]*\)".*/\1/' | sort -u
}

for policy in examples/*/policy.yaml; do
	name=$(basename "$(dirname "$policy")")
	ag doc "$policy"
	is "$code" 0 "$name: told"
	cp "$TMP/out" "$TMP/$name.html"
	well_formed "$TMP/$name.html"
	ok $? "$name: well-formed"
	is "$(rules_told "$TMP/$name.html")" "$(rules_built "examples/$name/generated")" \
		"$name: the rules that are built, and no other ones"
	is "$(grep -o 'href="#L[0-9]*"' "$TMP/$name.html" | sed 's/.*#/id="/' | sort -u |
		while read -r id; do grep -q "$id" "$TMP/$name.html" || echo "$id"; done)" "" "$name: every line that is named is there"
done

ag doc "$POLICY" -o "$TMP/page.html"
is "$code: $out$err" "0: " "into a file"
cmp -s "$TMP/page.html" "$TMP/university.html"
ok $? "... the same page, each time"
ag doc "$POLICY" -o "$TMP/none/page.html"
is "$code" 2 "a folder that is not there"
has "$err" "$TMP/none" "... is named"

printf 'joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\nhelp: no\n' >"$TMP/wrong.yaml"
echo before >"$TMP/kept.html"
ag doc "$TMP/wrong.yaml" -o "$TMP/kept.html"
is "$code: $(cat "$TMP/kept.html")" "1: before" "a wrong policy, and nothing is written"
has "$err" "wrong.yaml:3:1: " "... with its place"
ag doc "$TMP/missing.yaml"
is "$code" 2 "no policy"
has "$err" "missing.yaml" "... is told"
ag doc "$TMP"
is "$code" 2 "a folder is no policy"

# ---- modes

mode() {
	printf 'joejob: 1\nmode: %s\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\n%s\n' "$1" "$2" >"$TMP/mode.yaml"
	ag doc "$TMP/mode.yaml"
}
mode log 'helo: {bare_ip: deny}'
has "$out" 'it is only logged.</p>' "mode log is told at the top"
has "$out" '<dt id="helo.bare_ip"><span>helo.bare_ip</span><b class="t-log">logged</b>' "... and at each check"
has "$out" 'Its own mode is deny; the mode of the whole policy lets it do no more' "... with what it would be"
has "$out" '<dt id="relay"><span>relay</span><b class="t-refused">refused</b>' "... but nobody may relay"
mode deny 'helo: {bare_ip: tag, literal: deny}
enforce: {share: 12.5%}
fallback: {after: 20/1h, rules: [helo]}'
has "$out" '<b class="t-would">marked</b>' "a tag"
has "$out" 'tried on 12.5 % of the messages' "a share"
has "$out" 'more than 20 times within 1 hour' "a fallback"
has "$out" 'For a part of the mail; otherwise it is only marked' "... at the check"
has "$out" '<h2>Switched off</h2>' "what is off is told"

# ---- hostile

cat >"$TMP/hostile.yaml" <<-'END'
	# </pre></section><script>document.title="broken"</script> &amp; "quoted" 'quoted' <!-- ]]>
	joejob: 1
	us: {hostname: mx.example.org, domains: {local: [example.org]}}
	bounces: {contact: "a&b@example.org"}
	hooks: {mail: "a&b<c>.acl"}
END
printf '  warn    condition = no\n' >"$TMP/a&b<c>.acl"
ag doc "$TMP/hostile.yaml"
cp "$TMP/out" "$TMP/page.html"
is "$code" 0 "hostile text"
well_formed "$TMP/page.html"
ok $? "... well-formed"
is "$(grep -c '<script\|<c>' "$TMP/page.html")" 0 "... is text"

need_browser
is "$(frame 1100 | cut -d'|' -f1,4)" "Mail policy of mx.example.org|0" "... in a browser, too"
cp "$TMP/everything.html" "$TMP/page.html"
sections=$(grep -c '<section' "$TMP/page.html")
least=80
for width in 1100 800 360 320; do
	is "$(frame $width)" "Mail policy of mx.example.org|$width|0|0|true|$sections|rgb(244, 246, 248)" "$width wide: it fits"
done
is "$(frame 360 --blink-settings=preferredColorScheme=0)" \
	"Mail policy of mx.example.org|360|0|0|true|$sections|rgb(15, 20, 26)" "at night it is dark"
shots doc
done_testing
