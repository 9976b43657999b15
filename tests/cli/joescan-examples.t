#!/bin/sh
# The examples of joescan(1) do what the page says, run as they stand there.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

mkdir -p "$TMP/bin" "$TMP/Maildir/cur" "$TMP/Maildir/new"
ln -s "$(realpath "$JOESCAN")" "$TMP/bin/joescan"
cp $DATA/joescan-forged.eml "$TMP/bounce.eml"
cp $DATA/joescan-*.eml "$TMP/Maildir/cur"
for f in $DATA/joescan-*.eml; do
	echo "From MAILER-DAEMON Mon May  6 10:00:09 2024"
	sed 's/^>*From />&/' "$f"
	echo
done | gzip >"$TMP/bounces.gz"

# example NUMBER: the output of the n-th display of the section
example() {
	sed -n '/^\.Sh EXAMPLES/,$p' local_scan/joescan.1 |
		awk -v n="$1" '/^\.Ed/ { on = 0 } on { print } /^\.Bd/ { on = ++i == n }' |
		sed "s,/etc/exim4/joejob.yaml,$PWD/examples/university/policy.yaml,; s,\\\\e,\\\\,g" >"$TMP/example"
	(cd "$TMP" && PATH=$TMP/bin:$PATH sh ./example 2>&1)
}

like "$(example 1)" "bounce.eml: forged (*" "one message"
like "$(example 2)" "bounce.eml: forged (*
  line *: *" "why"
is "$(example 3 | sort | tr '\n' ' ')" "1 forged 1 not-a-bounce 1 ours 1 unverifiable " \
	"counting the verdicts of a maildir"
like "$(example 4)" '{"file":"-","number":1,"offset":0,"verdict":"forged",*' "a compressed mbox"
is "$(example 4 | wc -l)" 1 "of which one is forged"
like "$(example 5)" "*/joescan-forged.eml: deny: *1  would have been refused*" "a policy on old mail"
cp $DATA/joescan-ours.eml "$TMP/bounce.eml"
is "$(example 6)" "" "learning"
like "$(cat "$TMP/learnt.yaml")" "*- for: example.org
*- mx.example.org *" "from a bounce"
is "$(grep -c '^\.Bd' local_scan/joescan.1)" 6 "and these are all examples"

done_testing
