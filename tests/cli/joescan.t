#!/bin/sh
# joescan: verdicts, exit codes, formats, options.
# shellcheck disable=SC2086 # $us is several words
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

us="--our-host mx.example.org --our-net 192.0.2.0/24 --our-domain example.org"

# ---- verdicts and exit codes

scan $us $DATA/joescan-ours.eml
is "$code" 0 "a genuine bounce: exit 0"
like "$out" "$DATA/joescan-ours.eml: ours (received-*, *)" "a genuine bounce is ours"
is "$err" "" "and stderr is empty"

scan $us $DATA/joescan-forged.eml
is "$code" 1 "a joe job: exit 1"
like "$out" "$DATA/joescan-forged.eml: forged (received-none*)" "a joe job is forged"

scan $us $DATA/joescan-nothing.eml
is "$code: $(verdicts)" "0: unverifiable" "a bounce that returns nothing: unverifiable, exit 0"
like "$out" "*: unverifiable (no-original)" "without a detail there is no comma"

scan $us $DATA/joescan-plain.eml
is "$code: $(verdicts)" "0: not-a-bounce" "a letter: not-a-bounce, exit 0"

scan $us $DATA/joescan-ours.eml $DATA/joescan-forged.eml $DATA/joescan-nothing.eml
is "$code: $(verdicts)" "1: ours forged unverifiable" "several files, in their order"

scan $us "$TMP/none" $DATA/joescan-forged.eml
is "$code: $(verdicts)" "2: forged" "trouble wins over forged, and the rest was read"
is "$err" "joescan: $TMP/none: No such file or directory" "one line says what the trouble is"

# ---- who we are

scan --our-net 198.51.100.0/24 $DATA/joescan-forged.eml
is "$code: $(verdicts)" "0: ours" "--our-net: the peer address of the sender's system"
scan --our-net 192.0.2.0/24,198.51.100.0/24 $DATA/joescan-forged.eml
is "$(verdicts)" "ours" "--our-net with a list"
scan --our-net 192.0.2.0/24 --our-net 198.51.100.17 $DATA/joescan-forged.eml
is "$(verdicts)" "ours" "--our-net repeated"
scan --our-host a.example,example.net $DATA/joescan-forged.eml
is "$(verdicts)" "ours" "--our-host with a list, and hosts below a name"
scan --our-host xample.net $DATA/joescan-forged.eml
is "$(verdicts)" "forged" "--our-host: only at a label border"
scan --our-domain dialup-17.isp.example $DATA/joescan-forged.eml
is "$code: $(verdicts)" "0: ours" "--our-domain alone: the Message-ID decides"
scan --our-host mx.example.org --incomplete $DATA/joescan-forged.eml
is "$code: $(verdicts)" "0: unverifiable" "--incomplete: nothing is forged"

# ---- bad options

bad "joescan: who are we?*" "nobody" $DATA/joescan-ours.eml
bad 'joescan: --our-net: net "300.0.2.0/24" *' "bad address" --our-net 192.0.2.1,300.0.2.0/24 -
bad 'joescan: --our-net: net "192.0.2.0/33" *' "bad prefix" --our-net 192.0.2.0/33 -
bad 'joescan: --our-host: host "" *' "empty item" --our-host mx.example.org, -
bad 'joescan: --our-host: host "192.0.2.1" *' "address as host" --our-host 192.0.2.1 -
bad "joescan: --our-host: a blank in *" "second setting smuggled in" --our-host 'a complete=no' -
bad 'joescan: --our-domain: msgid "a@example.org" *' "address as domain" --our-domain a@example.org -
bad "joescan: --format: 'xml' is none of *" "unknown format" $us --format xml -
bad "joescan: --recipient: an empty *" "empty recipient" $us --recipient '' -
bad "joescan: --policy: one *" "two policies" --policy a --policy b -
bad "joescan: --policy says who we are*" "policy and flags" --policy a $us -
bad "joescan: --policy says who we are*" "policy and --incomplete" --policy a --incomplete -
bad "*unrecognized option*try 'joescan --help'" "unknown option" --frobnicate
bad "*requires an argument*" "missing argument" --our-host
many=$(awk 'BEGIN { for (i = 0; i < 1025; i++) printf "%sh%d.example.org", i ? "," : "", i }')
bad "joescan: too many --our-*" "1,025 hosts" --our-host "$many" -

scan --help
is "$code" 0 "--help: exit 0"
like "$out" "usage: joescan *--incomplete*" "--help lists the options"
scan --version
like "$code: $out" "0: joescan [0-9]*.[0-9]*" "--version"

# ---- formats

scan $us --format json $DATA/joescan-forged.eml $DATA/joescan-ours.eml
is "$(printf '%s\n' "$out" | wc -l)" 2 "json: a line a message"
like "$out" '{"file":"tests/data/joescan-forged.eml","verdict":"forged","evidence":[{"kind":"received-none","where":"text/rfc822-headers","line":33,"detail":"*"}*' \
	"json: the fields in their order"

# json_of KEY: the values of that key (of an array: its length), by a reader that is not ours
json_of() {
	perl -CO -MJSON::PP -e '
		($key, $file) = @ARGV;
		open F, "<", $file or die;
		while (<F>) {
			$v = decode_json($_)->{$key};
			print ref $v ? scalar(@$v) : $v, "\n";
		}' "$1" "$TMP/out"
}
is "$(json_of verdict | tr '\n' ' ')" "forged ours " "json: readable by others"

odd=$(printf '%s/a"b\\c\td\001\377\303\274' "$TMP")
cp $DATA/joescan-ours.eml "$odd"
scan $us --format json "$odd"
has "$out" '/a\"b\\c\td\u0001\ufffd'"$(printf '\303\274')"'","verdict":"ours"' \
	"json: quotes, controls and broken UTF-8 in a file name"
like "$(json_of file)" "*/a\"b*" "json: and it is still JSON"
scan $us "$odd"
has "$out" '/a"b\\c\td\x01\xff'"$(printf '\303\274')"': ours (' \
	"text: the same name with escapes"
scan $us --format tsv "$odd"
has "$out" '/a"b\\c\td\x01\xff'"$(printf '\303\274\t')"'0	ours	received-' \
	"tsv: the same name with escapes"
scan $us "$odd.gone"
has "$err" '/a"b\\c\td\x01\xff'"$(printf '\303\274')"'.gone: No such file or directory' \
	"errors: the same name with escapes"

scan $us --format tsv $DATA/joescan-forged.eml $DATA/joescan-nothing.eml
is "$(sed -n 1p "$TMP/out")" "file	offset	verdict	evidence	where	line	detail" "tsv: a line of headings"
is "$(sed -n 2p "$TMP/out" | cut -f 1-6)" \
	"tests/data/joescan-forged.eml	0	forged	received-none	text/rfc822-headers	33" "tsv: columns"
is "$(awk -F '\t' '{ print NF }' "$TMP/out" | tr '\n' ' ')" "7 7 7 " "tsv: always seven columns"

# ---- --explain

scan $us --explain $DATA/joescan-forged.eml
like "$out" "tests/data/joescan-forged.eml: forged (*
  *
  line 33: *
*" "--explain: steps with line numbers behind the verdict"
scan $us --explain $DATA/joescan-forged.eml $DATA/joescan-forged.eml
half=$(($(wc -l <"$TMP/out") / 2))
is "$(sed "1,${half}d" "$TMP/out")" "$(sed "${half}q" "$TMP/out")" "--explain: each message begins anew"
scan $us --explain --format json $DATA/joescan-forged.eml
has "$out" ',"explain":[{"line":' "--explain --format json: an array"
[ "$(json_of explain)" -gt 2 ]
ok $? "and it is JSON with several steps"

# ---- output that goes nowhere

# Valgrind opens a file of its own in that place.
if [ -z "${JJ_VALGRIND:-}" ]; then
	"$JOESCAN" $us $DATA/joescan-forged.eml >&- 2>"$TMP/err"
	is "$?: $(cat "$TMP/err")" "2: " "stdout closed: exit 2, quietly"
fi
if [ -c /dev/full ]; then
	"$JOESCAN" $us $DATA/joescan-forged.eml >/dev/full 2>"$TMP/err"
	is "$?: $(cat "$TMP/err")" "2: joescan: standard output: No space left on device" \
		"stdout full: exit 2, and says so"
else
	skip "no /dev/full"
fi
(
	# shellcheck disable=SC2046 # file names without blanks
	"$JOESCAN" $us --explain $(yes $DATA/joescan-forged.eml | head -n 2000) 2>"$TMP/err"
	echo $? >"$TMP/code"
) | head -n 1 >/dev/null
is "$(cat "$TMP/code"): $(cat "$TMP/err")" "2: " "a reader that goes away: exit 2, quietly"

done_testing
