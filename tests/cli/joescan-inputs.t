#!/bin/sh
# joescan: files, standard input, maildirs, mboxes, and what is none of them.
# shellcheck disable=SC2086,SC3045 # $us is several words; dash has ulimit -v
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

us="--our-host mx.example.org"
ours=$DATA/joescan-ours.eml
forged=$DATA/joescan-forged.eml
plain=$DATA/joescan-plain.eml

# ---- one message

"$JOESCAN" $us - <$forged >"$TMP/out" 2>&1
is "$?" 1 "'-' reads standard input"
like "$(cat "$TMP/out")" "-: forged (*" "and is called '-'"
out=$(sed p $forged | sed -n 'n;p' | "$JOESCAN" $us)
like "$out" "-: forged (*" "no operand: standard input, which may be a pipe"
cat $ours | (scan $us - $forged && is "$code: $(verdicts)" "1: ours forged" "'-' among files")
count=$((count + 1))

sed 's/$/\r/' $forged >"$TMP/crlf"
scan $us "$TMP/crlf"
is "$(verdicts)" "forged" "CRLF line ends"
{ printf '\357\273\277'; cat $forged; } >"$TMP/bom"
scan $us "$TMP/bom"
is "$(verdicts)" "forged" "a byte order mark before the header"
{ echo 'From MAILER-DAEMON Mon May  6 10:00:09 2024'; cat $forged; } >"$TMP/postmark"
scan $us "$TMP/postmark"
is "$(verdicts)" "forged" "a From line before a single message"
cp $forged "$TMP/-odd"
program=$(realpath "$JOESCAN")
(cd "$TMP" && JOESCAN=$program scan $us -- -odd ./-odd &&
	is "$(verdicts)" "forged forged" "names that begin with '-'")
count=$((count + 1))

# ---- what is not a message

trouble() {
	want=$1
	text=$2
	shift 2
	scan $us "$@" $forged
	is "$code: $(verdicts)" "2: forged" "$text: exit 2, and the next file is read"
	like "$err" "joescan: $want" "$text: the reason, on one line"
}
: >"$TMP/empty"
trouble "$TMP/empty: empty" "an empty file" "$TMP/empty"
head -c 5000 /bin/sh >"$TMP/binary"
trouble "$TMP/binary: not a mail message: binary data" "a binary" "$TMP/binary"
gzip -c $forged >"$TMP/packed"
trouble "$TMP/packed: compressed: zcat *" "a compressed file" "$TMP/packed"
trouble "tests/cli/joescan.sh: not a mail message: no header *" "a script" tests/cli/joescan.sh
mkfifo "$TMP/fifo"
trouble "$TMP/fifo: not a regular file; *" "a FIFO without a writer" "$TMP/fifo"
trouble "/dev/null: not a regular file; *" "a device" /dev/null
trouble "$TMP/gone: No such file or directory" "a name that is not there" "$TMP/gone"
ln -s "$TMP/gone" "$TMP/dangling"
trouble "$TMP/dangling: No such file or directory" "a dangling link" "$TMP/dangling"
ln -s "$TMP/loop" "$TMP/loop"
trouble "$TMP/loop: Too many levels *" "a link to itself" "$TMP/loop"
mkdir "$TMP/folder"
cp $forged "$TMP/folder/1"
trouble "$TMP/folder: a folder, but no maildir (*); name the files in it" "a folder" "$TMP/folder"
trouble "$forged/x: Not a directory" "a file as a folder" $forged/x
trouble ": No such file or directory" "an empty name" ""
out=$("$JOESCAN" $us - </dev/null 2>&1)
is "$?: $out" "2: joescan: -: empty" "empty standard input"
out=$("$JOESCAN" $us - 2>&1 <&-)
is "$?: $out" "2: joescan: -: Bad file descriptor" "closed standard input"

# Root reads everything, so this is tried as somebody else.
install -m 0 $forged "$TMP/secret"
chmod 755 "$TMP"
if [ "$(id -u)" -ne 0 ]; then
	trouble "$TMP/secret: Permission denied" "an unreadable file" "$TMP/secret"
elif cp "$JOESCAN" "$TMP/joescan" && setpriv --reuid=65534 --clear-groups "$TMP/joescan" --version \
	>/dev/null 2>&1; then
	err=$(setpriv --reuid=65534 --clear-groups "$TMP/joescan" $us "$TMP/secret" 2>&1)
	is "$?: $err" "2: joescan: $TMP/secret: Permission denied" "an unreadable file"
else
	skip "cannot become another user"
fi

# ---- maildir

mkdir -p "$TMP/maildir/cur" "$TMP/maildir/new" "$TMP/maildir/tmp" "$TMP/maildir/.Sent/cur"
cp $forged "$TMP/maildir/cur/1714989609.2.host:2,S"
cp $ours "$TMP/maildir/cur/1714989609.1.host:2,"
cp "$TMP/postmark" "$TMP/maildir/new/1714980000.9.host"
cp $ours "$TMP/maildir/tmp/half"
cp $ours "$TMP/maildir/.Sent/cur/1"
cp $ours "$TMP/maildir/cur/.hidden"
scan $us "$TMP/maildir/"
is "$code: $(verdicts)" "1: ours forged forged" "a maildir: cur and new, in order"
is "$(printf '%s\n' "$out" | sed 's/: .*//; s,.*/maildir/,,' | tr '\n' ' ')" \
	"cur/1714989609.1.host:2, cur/1714989609.2.host:2,S new/1714980000.9.host " "and their names"
mkdir "$TMP/maildir/new/5.folder"
scan $us "$TMP/maildir"
is "$code: $(verdicts): $err" \
	"2: ours forged forged: joescan: $TMP/maildir/new/5.folder: not a regular file; for a pipe, scan '-'" \
	"a folder in it"
mkdir -p "$TMP/sorted/cur" "$TMP/sorted/new"
for i in 7 3 9 1 8 2 6 5 4; do
	cp $plain "$TMP/sorted/cur/$i"
done
scan $us "$TMP/sorted"
is "$(printf '%s\n' "$out" | sed 's/:.*//; s,.*/,,' | tr -d '\n')" 123456789 "always sorted"
mkdir -p "$TMP/none/cur" "$TMP/none/new"
scan $us "$TMP/none"
is "$code: $out$err" "0: " "an empty maildir: nothing to say"

# ---- mbox

# box FILE...: as an mbox, From lines quoted
box() {
	for f; do
		echo "From MAILER-DAEMON Mon May  6 10:00:09 2024"
		sed 's/^>*From />&/' "$f"
		echo
	done
}
box $ours $forged $plain >"$TMP/box"
scan $us "$TMP/box"
is "$code: $(verdicts)" "1: ours forged not-a-bounce" "an mbox: each message"
second=$(awk '/^From / { if (++n == 2) { print at; exit } } { at += length($0) + 1 }' "$TMP/box")
is "$(printf '%s\n' "$out" | sed -n '2s/ forged.*//p')" "$TMP/box:2 at byte $second:" \
	"with its number and its offset"
is "$(tail -c "+$((second + 1))" "$TMP/box" | head -n 1)" \
	"From MAILER-DAEMON Mon May  6 10:00:09 2024" "where it begins indeed"
scan $us --format json "$TMP/box"
like "$(sed -n 2p "$TMP/out")" \
	"{\"file\":\"$TMP/box\",\"number\":2,\"offset\":$second,\"verdict\":\"forged\",*" "as JSON"
scan $us --format tsv "$TMP/box"
like "$(sed -n 3p "$TMP/out")" "$TMP/box:2	$second	forged	*" "as TSV"
"$JOESCAN" $us <"$TMP/box" >"$TMP/out" 2>&1
like "$(sed -n 3p "$TMP/out")" "-:3 at byte *: not-a-bounce *" "from standard input"

sed 's/$/\r/' "$TMP/box" >"$TMP/crlfbox"
scan $us "$TMP/crlfbox"
is "$(verdicts)" "ours forged not-a-bounce" "an mbox with CRLF"

{
	box $forged
	echo "From twelve on, says the text, and means 12:00."
	echo
	echo "From our point of view, this is no message"
	echo
	box $ours
} | sed 's/^From tw/\n&/' >"$TMP/text"
scan $us "$TMP/text"
is "$(verdicts)" "forged ours" "From in a text is no message"
{ sed 's/^Subject/Content-Length: 999999\n&/' "$TMP/box"; } >"$TMP/cl"
scan $us "$TMP/cl"
is "$(verdicts)" "ours forged not-a-bounce" "Content-Length leads nowhere"
printf 'From a@example.org Mon May  6 10:00:09 2024\n' >"$TMP/onlyfrom"
scan $us "$TMP/onlyfrom"
is "$code: $(verdicts)" "0: not-a-bounce" "an mbox that ends behind its From line"

# ---- size: an mbox, and a message, far larger than the memory that joescan may have

big() {
	box $ours
	box "$1" | sed '$d'
	yes 'and so on, as a mailing list would' | head -n 2500000
	echo
	box $forged
}
# A program under ASan needs more to begin with, and is not tried.
case $JOESCAN in
*/san/*) ;;
*)
	out=$(ulimit -v 60000 && big $plain | "$JOESCAN" $us 2>&1)
	is "$(verdicts)" "ours not-a-bounce forged" "a message of 85 MB in an mbox, within 60 MB"
	;;
esac

# ---- progress

if command -v script >/dev/null; then
	mkdir -p "$TMP/many/cur" "$TMP/many/new"
	for i in 1 2 3; do
		big $plain >"$TMP/many/cur/$i"
	done
	cmd="\"$JOESCAN\" $us \"$TMP/many\" >/dev/null"
	seen=$(script -qec "$cmd" /dev/null </dev/null)
	like "$seen" "*messages, * forged, * MB*" "on a terminal: progress"
	is "$("$JOESCAN" $us "$TMP/many" 2>&1 >/dev/null)" "" "in a pipe: quiet"
	seen=$(script -qec "\"$JOESCAN\" $us" /dev/null 2>&1 </dev/null | tr -d '\r')
	like "$seen" "joescan: nothing to scan*" "no operand at a terminal: says what to name"
else
	skip "no script(1)"
	skip "no script(1)"
	skip "no script(1)"
fi

done_testing
