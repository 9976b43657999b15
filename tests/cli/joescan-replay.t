#!/bin/sh
# joescan --replay: what would have been refused, of mail that is already here.
# shellcheck disable=SC2086,SC3045 # $us is several words; dash has ulimit -v
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

us="--our-host mx.example.org --replay"
policy=examples/university/policy.yaml
ours=$DATA/joescan-ours.eml
forged=$DATA/joescan-forged.eml
nothing=$DATA/joescan-nothing.eml
plain=$DATA/joescan-plain.eml

# number TEXT: what the summary says of it
number() {
	printf '%s\n' "$out" | awk -v text="$1" 'index($0, "  " text) { print $1; exit }'
}
# counted TEXT NUMBER...: the numbers before these texts
counted() {
	text=$1
	shift
	while [ $# -gt 0 ]; do
		is "$(number "$1")" "$2" "$text: $1"
		shift 2
	done
}

# ---- the four messages

scan $us $ours $forged $nothing $plain
is "$code" 1 "something would have been refused: exit 1"
is "$(sed -n 1p "$TMP/out")" \
	"$forged: deny: Mon, 6 May 2024 11:00:08 +0000, from MAILER-DAEMON@out.example.net: forged (received-none, out.example.net)" \
	"its line: file, date, From, evidence"
is "$(grep -c ': deny: ' "$TMP/out")" 1 "and the only one"
counted "the summary" messages 4 judged 3 "not judged: the envelope" 1 "would have been refused" 1 \
	"ours          accept" 1 "forged        deny" 1 received-none 1 no-original 1 example.net 1
is "$(awk 'length > 80 && NR > 1' "$TMP/out")" "" "it fits into 80 columns"
[ "$(wc -l <"$TMP/out")" -le 25 ]
ok $? "and into 25 lines"

scan $us $ours $nothing $plain
is "$code: $(number 'would have been refused')" "0: 0" "nothing would have been refused: exit 0"
scan $us $forged "$TMP/none"
is "$code: $err" "2: joescan: $TMP/none: No such file or directory" "trouble: exit 2"
counted "and the rest was read" "would have been refused" 1
scan $us --incomplete $forged
is "$code: $(number 'would have been refused')" "0: 0" "--incomplete: nothing is refused"
mkdir -p "$TMP/none.d/cur" "$TMP/none.d/new"
scan $us "$TMP/none.d"
is "$code: $(printf '%s\n' "$out" | sed -n 1p)" "0:        0  messages" "an empty maildir"

# ---- which messages are judged

# with FIELD: the forged bounce with this instead of its Return-Path
with() {
	printf '%b' "$1"
	sed 1d $forged
}
while IFS='|' read -r want text field; do
	with "$field" >"$TMP/message"
	scan $us "$TMP/message"
	is "$(number 'would have been refused')" "$want" "$text"
done <<-'END'
	1|Return-Path: <> is judged|Return-Path: <>\n
	0|a Return-Path with a sender is not|Return-Path: <x@out.example.net>\n
	0|below Delivered-To as well|Delivered-To: bob@example.org\nReturn-Path: <x@out.example.net>\n
	1|no Return-Path: judged, to be sure|
	0|MAILER-DAEMON@somewhere is not the empty sender|Return-Path: <MAILER-DAEMON@out.example.net>\n
END
with '' >"$TMP/message"
sed 's/^From:/Return-Path: <x@out.example.net>\n&/' "$TMP/message" >"$TMP/inserted"
scan $us "$TMP/inserted"
has "$out" "1  judged, 1 of them without an envelope sender to be seen" \
	"a Return-Path below a Received line was not written by delivery"

# box SENDER: an mbox with the forged bounce, without Return-Path
box() {
	echo "From $1 Mon May  6 10:00:09 2024"
	sed 1d $forged
	echo
}
{ box MAILER-DAEMON; box x@out.example.net; box -; } >"$TMP/box"
scan $us "$TMP/box"
is "$(grep -o '^.*: deny' "$TMP/out" | tr '\n' ' ')" "$TMP/box:1: deny $TMP/box:3: deny " \
	"an mbox: the From line shows the envelope sender"
counted "of them" messages 3 "not judged: the envelope" 1 "judged, 1 of them" 2
{ box MAILER-DAEMON; } >"$TMP/single"
mkdir -p "$TMP/maildir/cur" "$TMP/maildir/new"
cp "$TMP/single" "$TMP/maildir/cur/1"
cp $forged "$TMP/maildir/new/2"
scan $us "$TMP/maildir"
counted "a maildir" messages 2 "would have been refused" 2

# ---- the policy's own rules

scan --replay --policy $policy $forged $ours
is "$code: $(grep -c ': deny: ' "$TMP/out")" "1: 1" "forged: deny"
has "$out" "unverifiable  tag" "the actions of a policy"
# change SED: the policy with a change
change() {
	sed "$1" $policy >"$TMP/policy.yaml"
	scan --replay --policy "$TMP/policy.yaml" $forged $nothing
}
change 's/forged: deny/forged: log/'
is "$code: $(grep -c ': log: ' "$TMP/out")" "1: 1" "forged: log is the step before deny"
has "$out" "1  would have been refused, were bounces.forged deny and not log" "and it says so"
change 's/^joejob: 1/&\nmode: log/'
is "$code: $(grep -c ': log: ' "$TMP/out")" "1: 1" "mode: log does not make the unverifiable refused"
change 's/forged: deny/forged: tag/'
is "$code: $(number 'would have been refused')" "0: 0" "forged: tag refuses nothing"
change 's/forged: deny/forged: defer/'
is "$code: $(grep -c ': defer: ' "$TMP/out")" "1: 1" "forged: defer does"
change 's/unverifiable: tag/unverifiable: deny/'
is "$code: $(grep -c ': deny: ' "$TMP/out")" "1: 2" "unverifiable: deny, who dares"

change 's/^bounces:/&\n  senders: ["", "x@*", "*@two.example", "three.example", "*@*.four.example"]/'
while read -r want sender; do
	with "Return-Path: <$sender>\n" >"$TMP/message"
	scan --replay --policy "$TMP/policy.yaml" "$TMP/message"
	is "$(number 'would have been refused')" "$want" "bounces.senders and <$sender>"
done <<-END
	1
	1 x@out.example.net
	1 X@OUT.example.net
	0 y@out.example.net
	0 xx@out.example.net
	1 a@two.example
	0 a@sub.two.example
	1 a@three.example
	0 a@sub.three.example
	1 a@sub.four.example
	0 a@four.example
END
change 's/^bounces:/&\n  senders: ["x@*"]/'
counted "without the empty sender it is not judged" judged 0

sed 's/^To: .*/To: Postmaster@example.org/' $forged >"$TMP/role"
scan --replay --policy $policy "$TMP/role"
counted "exempt recipients" "not judged: for exempt" 1 judged 0
scan $us "$TMP/role"
counted "they are exempt by a policy" judged 1
sed 's/^To: .*/To: postmaster@example.org, bob@example.org/' $forged >"$TMP/both"
scan --replay --policy $policy "$TMP/both"
counted "not beside somebody else" judged 1
scan --replay --policy $policy --recipient bob@dept.example.org $forged
is "$code: $(number 'would have been refused')" "0: 0" "--recipient: a domain that is not complete"
counted "which is counted" "dept.example.org" 1

# ---- formats

json() {
	perl -CO -MJSON::PP -e '
		while (<STDIN>) { $v = decode_json($_); for (split /\//, $ARGV[0]) {
			last if !ref $v; $v = ref $v eq "ARRAY" ? $v->[$_] : $v->{$_} }
			print "$v " if defined $v }' "$1" <"$TMP/out"
}
scan $us --format json "$TMP/box" $nothing
is "$(wc -l <"$TMP/out")" 3 "json: a line for each refused one, and one for all"
is "$(json refused/number)" "1 3 " "json: refused"
like "$(json refused/date)$(json refused/from)" "Mon, 6 May*MAILER-DAEMON@out.example.net*" \
	"json: date and From"
is "$(json summary/refused)$(json summary/skipped/sender)$(json summary/verdicts/forged/messages)" \
	"2 1 2 " "json: summary"
is "$(json summary/recipient_domains/0/name)$(json summary/recipient_domains/0/refused)" \
	"example.org 2 " "json: recipients"
is "$(json summary/reporting_hosts/0/name)" "example.net " "json: reporting hosts"
scan $us --format tsv "$TMP/box" $nothing
is "$(awk -F '\t' '{ print NF }' "$TMP/out" | sort -u)" 9 "tsv: always nine columns"
is "$(awk -F '\t' '$1 == "refused" { print $2 }' "$TMP/out" | tr '\n' ' ')" \
	"$TMP/box:1 $TMP/box:3 " "tsv: refused"
is "$(awk -F '\t' '$1 == "verdict" && $2 == "forged" { print $3, $4 }' "$TMP/out")" "2 deny" \
	"tsv: a verdict and its action"

# ---- hostile mail

esc=$(printf '\033')
sed "s/^From: MAIL.*/From: ${esc}[2J\"x\t<y\" (a) \\\\ <daemon@${esc}]0;evil.example>/; s/^Date: Mon, 6 May 2024 11:00:08.*/Date: ${esc}[31m\n\tfolded$(printf '\377')/" \
	$forged >"$TMP/hostile"
for format in text json tsv; do
	scan $us --format $format "$TMP/hostile"
	is "$code: $(tr -d '\n\t -~' <"$TMP/out" | wc -c)" "1: 0" "$format: no control character gets through"
done
scan $us --format json "$TMP/hostile"
like "$(json refused/date)" "*folded*" "and JSON stays JSON"
is "$(sed 's/^From: .*/From: /; s/^Date:.*//' $forged | "$JOESCAN" $us - | sed -n 1p | cut -d ' ' -f 2-6)" \
	"deny: no date, from nobody:" "no date, no From"

# A million reporting hosts: the tables stay as small as they are.
{
	box MAILER-DAEMON
	perl -e 'for (1 .. 1000000) {
		$f = $_ % 40 ? "h$_.example" : "often.example";
		print "From MAILER-DAEMON Mon May  6 10:00:09 2024\nTo: a\@d$_.example\n",
			"From: mailer-daemon\@$f\n\n\n" }'
} >"$TMP/million"
if (ulimit -v 60000 && ASAN_OPTIONS='' sh -c '"$0" --version' "$JOESCAN") >/dev/null 2>&1; then
	(ulimit -v 60000 && "$JOESCAN" $us "$TMP/million") >"$TMP/out"
else
	"$JOESCAN" $us "$TMP/million" >"$TMP/out"
fi
out=$(cat "$TMP/out")
counted "a million hosts within 60 MB" messages 1000001 "would have been refused" 1
is "$(grep -c 'More than 1000 different names: these numbers are at least' "$TMP/out")" 2 \
	"and it says that the tables were full"
often=$(number often.example)
[ "${often:-0}" -gt 20000 ] && [ "$often" -le 25000 ]
ok $? "what came often was counted all the same"
[ "$(wc -l <"$TMP/out")" -lt 50 ]
ok $? "and it fits a terminal"

# ---- progress, options

if command -v script >/dev/null; then
	head -c 20000000 "$TMP/million" >"$TMP/part"
	seen=$(script -qec "\"$JOESCAN\" $us \"$TMP/part\"" /dev/null </dev/null)
	like "$seen" "*messages, 1 forged, * MB*" "on a terminal: progress"
else
	skip "no script(1)"
fi
scan $us --explain $forged
is "$code: $out" "2: " "--explain is for single messages"

done_testing
