#!/bin/sh
# aclgen on policies that are an attack or an accident: too deep, too large, too many, no text at all,
# no file at all. Each has an error with its place, within a bound of memory.
# shellcheck disable=SC3045 # dash has ulimit -v
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
P=$TMP/p.yaml

# policy: $P, of what it needs and of standard input
policy() {
	{
		printf '%s\n' 'joejob: 1' 'us: {hostname: mx.example.org, domains: {local: [example.org]}}'
		cat
	} >"$P"
}

# hostile CODE ERROR TEXT [FILE]
hostile() {
	file=${4:-$P}
	code=$(
		# The shadow memory of sanitizers is larger than any bound.
		case ${JJ_BUILD:-build} in */san) ;; *) ulimit -v 300000 ;; esac
		timeout 60 "$ACLGEN" check --no-exim "$file" >"$TMP/out" 2>"$TMP/err" </dev/null
		echo $?
	)
	out=$(cat "$TMP/out")
	err=$(head -n 600 "$TMP/err")
	is "$code" "$1" "$3: exit $1"
	has "$err" "$file:$2" "$3: the place and the reason"
	LC_ALL=C grep -q '[^ -~]' "$TMP/err"
	is $? 1 "$3: nothing but plain text"
	[ "$(wc -l <"$TMP/err")" -lt 600 ]
	ok $? "$3: and not without end"
}

# many N TEXT: without a line end
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", s }'
}

{ printf 'x: '; many 100000 '['; } | policy
hostile 1 "3:35: error: nested more than 32" "100,000 lists in each other"
{ printf 'x: '; many 100000 '{a: '; } | policy
hostile 1 "3:128: error: nested more than 32" "100,000 mappings"
awk 'BEGIN { for (i = 0; i < 1000; i++) printf "%*sa:\n", i, "" }' | policy
hostile 1 "35:33: error: nested more than 32" "1,000 steps of indentation"
many 200000 '? ' | policy
hostile 1 "3:3: error: a key is a word" "200,000 keys of keys"
many 200000 '- ' | policy
hostile 1 "3:1: error: not YAML" "200,000 dashes"
{ printf 'x: '; many 900000 '&'; } | policy
hostile 1 "3:5: error: not YAML" "900,000 anchors without a name"
{ printf 'x: !'; many 900000 a; } | policy
hostile 1 "3:4: error: tags are not taken" "a tag of 900,000 bytes"
{ printf 'x: "'; head -c 100000000 /dev/zero | tr '\0' a; echo '"'; } | policy
hostile 2 " error: the policy is larger than 1048576 bytes" "a value of 100 MB"
awk 'BEGIN { for (i = 0; i < 1000000; i++) print "k" i ": 1" }' | policy
hostile 2 " error: the policy is larger than 1048576 bytes" "1,000,000 keys"
awk 'BEGIN { for (i = 0; i < 70000; i++) printf "a%d:\n", i }' | policy
hostile 1 "32765:1: error: more than 65536 keys and values" "70,000 keys in 1 MB"
awk 'BEGIN { for (i = 0; i < 30000; i++) print "k: 1" }' | policy
hostile 1 '4:1: error: "k" stands here a second time' "one key 30,000 times"
{
	echo 'a: &a [x,x,x,x,x,x,x,x,x,x]'
	before=a
	for c in b c d e f g h i; do
		printf '%s: &%s [' $c $c
		many 9 "*$before,"
		echo "*$before]"
		before=$c
	done
} | policy
hostile 1 "4:8: error: aliases are not taken" "aliases that make 10^9 values"
printf 'x: a\000b\n' | policy
hostile 1 "3:5: error: character U+0000" "a NUL"
printf 'x: \377\376\n' | policy
hostile 1 "3:4: error: byte 0xff is not UTF-8" "what is not UTF-8"
printf 'x: \033]0;title\007\n' | policy
hostile 1 "3:4: error: character U+001B" "an escape of the terminal"
many 1000 "$(printf '\001 ')" | policy
hostile 1 "3:41: error: too many characters that do not belong" "1,000 controls"
head -c 3000000 /bin/sh | policy
hostile 1 "3:1: error: character U+00" "a program"

mkfifo "$TMP/fifo"
mkdir "$TMP/folder"
ln -s "$TMP/loop" "$TMP/loop"
truncate -s 1G "$TMP/sparse"
for f in "$TMP/fifo" /dev/zero /dev/null; do
	hostile 2 " error: the policy is not a regular file" "$f" "$f"
done
hostile 2 " error: the policy is a directory" "a folder" "$TMP/folder"
hostile 2 " error: the policy cannot be opened" "a link to itself" "$TMP/loop"
hostile 2 " error: the policy is larger than" "a sparse file of 1 GB" "$TMP/sparse"

done_testing
