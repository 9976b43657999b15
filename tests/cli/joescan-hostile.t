#!/bin/sh
# joescan on files that are an attack or an accident: without end, without lines, deep, cut short, with
# names that a terminal would obey. Memory is bounded, and whatever comes out is plain text.
# shellcheck disable=SC3045 # dash has ulimit -v
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh
forged=$DATA/joescan-forged.eml

# hostile CODE TEXT ARGUMENT...
hostile() {
	want=$1
	text=$2
	shift 2
	code=$(
		# The shadow memory of sanitizers is larger than any bound.
		case ${JJ_BUILD:-build} in */san) ;; *) ulimit -v 100000 ;; esac
		timeout 100 "$JOESCAN" --our-host mx.example.org "$@" >"$TMP/out" 2>"$TMP/err"
		echo $?
	)
	out=$(head -c 3000 "$TMP/out")
	err=$(head -c 3000 "$TMP/err")
	is "$code" "$want" "$text: exit $want"
	LC_ALL=C grep -q '[^ -~	]' "$TMP/out" "$TMP/err"
	is $? 1 "$text: nothing but plain text"
}

hostile 2 "/dev/zero" /dev/zero
hostile 2 "zeros without end from a pipe" - </dev/zero
like "$err" "joescan: -: not a mail message: binary data" "... are no message"
mkfifo "$TMP/pipe"
{ printf 'From x\nSubject: x\n\n'; head -c 300000000 /dev/zero | tr '\0' '\n'; } >"$TMP/pipe" &
hostile 0 "an mbox of 300 MB from a pipe" - <"$TMP/pipe"
wait
{ printf 'From x\nSubject: '; head -c 100000000 /dev/zero | tr '\0' a; } >"$TMP/pipe" &
hostile 0 "a line of 100 MB" - <"$TMP/pipe"
wait
awk 'BEGIN { for (i = 0; i < 50000; i++) print "From x Mon May  6 10:00:09 2024" }' >"$TMP/marks"
hostile 0 "50,000 postmarks and no message" "$TMP/marks"
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i }' >"$TMP/deep"
hostile 0 "20,000 parts in each other" "$TMP/deep"

truncate -s 1G "$TMP/sparse"
hostile 2 "a sparse file of 1 GB" "$TMP/sparse"
{ cat $forged; } >"$TMP/hole"
truncate -s 1G "$TMP/hole"
hostile 1 "a message with a hole of 1 GB behind it" "$TMP/hole"
gzip -c $forged | head -c 100 >"$TMP/cut.gz"
hostile 2 "a gzip file that was cut" "$TMP/cut.gz"
head -c 400 $forged >"$TMP/cut"
hostile 0 "a message that was cut" "$TMP/cut"

mkdir -p "$TMP/m/cur" "$TMP/m/new"
ln -s ../../m "$TMP/m/cur/loop"
ln -s loop2 "$TMP/m/new/loop2"
hostile 2 "a maildir with itself in it" "$TMP/m"
like "$err" "*m/cur/loop: not a regular file*" "... says so of each"

name=$(printf '\033]0;owned\007\nreal.eml: ours (\302\233')
cp $forged "$TMP/$name"
for f in text json tsv; do
	hostile 1 "a name with escapes and a line break, $f" --format $f "$TMP/$name"
done
printf 'Subject: x\n\n' >"$TMP/$name"
hostile 0 "... of something else" "$TMP/$name"
hostile 2 "... that is not there" "$TMP/$name.gone"
is "$(wc -l <"$TMP/err")" 1 "... in one line"

done_testing
