#!/bin/sh
# joescan --policy: the same settings as in the MX, chosen by the bounce's recipient.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

policy=examples/university/policy.yaml
forged=$DATA/joescan-forged.eml

scan --policy $policy $DATA/joescan-ours.eml $forged
is "$code: $(verdicts): $err" "1: ours forged: " "the example policy: a complete domain"

# ---- who chooses the entry

scan --policy $policy --recipient bob@dept.example.org $forged
is "$code: $(verdicts)" "0: unverifiable" "--recipient: a domain that is not complete"
scan --policy $policy --recipient bob@example.org --recipient bob@dept.example.org $forged
is "$(verdicts)" "unverifiable" "several recipients: all must be complete"
scan --policy $policy --recipient bob@elsewhere.example $forged
like "$out" "*: unverifiable (no-entry*" "a domain that the policy does not know"

# header FIELD...: the forged bounce with these fields instead of its To
header() {
	printf '%s\n' "$@"
	grep -v '^To: bob@example.org$' $forged
}
while IFS='|' read -r want text first second; do
	header "$first" ${second:+"$second"} >"$TMP/message"
	scan --policy $policy "$TMP/message"
	is "$(verdicts)" "$want" "$text"
done <<-END
	forged|To|To: Bob <bob@example.org>
	unverifiable|To of a domain that is not complete|To: bob@dept.example.org
	unverifiable|To and Cc|To: bob@example.org|Cc: bob@dept.example.org
	forged|Delivered-To before To|Delivered-To: bob@example.org|To: bob@dept.example.org
	forged|Envelope-To before To|To: bob@dept.example.org|Envelope-to: bob@example.org
	forged|X-Envelope-To before To|To: bob@dept.example.org|X-Envelope-To: bob@example.org
	forged|X-Original-To before what became of it|Delivered-To: bob@inside.example|X-Original-To: bob@example.org
	unverifiable|no recipient but in the returned header: nothing is known|Subject: x
END

# The header may be longer than what joescan keeps of it, and may come in any pieces.
{
	echo "To: bob@example.org"
	awk 'BEGIN { for (i = 0; i < 3000; i++) print "X-Padding: " i " is here only to be long" }'
	grep -v '^To: bob@example.org$' $forged
} >"$TMP/long"
scan --policy $policy "$TMP/long"
is "$(verdicts)" "forged" "a header of more than 100 kB"
perl -e '$| = 1; print $b while read STDIN, $b, 7919' <"$TMP/long" |
	"$JOESCAN" --policy $policy - >"$TMP/out" 2>&1
like "$(cat "$TMP/out")" "-: forged (*" "the same in pieces"

# ---- policies that are none

bad "$TMP/none.yaml*AG002*" "no such policy" --policy "$TMP/none.yaml" $forged
: >"$TMP/empty.yaml"
bad "$TMP/empty.yaml*AG003*" "an empty policy" --policy "$TMP/empty.yaml" $forged
bad "$TMP*AG002*" "a folder" --policy "$TMP" $forged
sed 's/complete: yes/compleat: yes/' $policy >"$TMP/wrong.yaml"
line=$(grep -n compleat "$TMP/wrong.yaml" | cut -d : -f 1)
bad "$TMP/wrong.yaml:$line:*: error: *compleat*AG100*" "an unknown key" \
	--policy "$TMP/wrong.yaml" $forged
awk '/networks:/ {
	for (i = 0; i < 1025; i++)
		n = n (i ? "," : "") "10." int(i / 256) "." i % 256 ".0/24"
	sub("192.0.2.0/24", n)
} { print }' $policy >"$TMP/many.yaml"
bad "*more than 1024 *AG313*" "too many networks" --policy "$TMP/many.yaml" $forged

done_testing
