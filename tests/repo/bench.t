#!/bin/sh
# The bench cannot rot: its smallest group runs, every sample that rows.txt names is printed by some
# program, and the table says what its numbers say.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

JJ_BENCH_DIR=$tmp/bench JJ_BUILD=${JJ_BUILD:-$PWD/build} sh tests/bench/bench.sh 0.02 startup >"$tmp/out" 2>&1
ok $? "make bench ROW=startup" || sed 's/^/# /' "$tmp/out"
rows=$(grep -c '^startup *|' tests/bench/rows.txt)
[ "$rows" -gt 0 ] && [ "$(grep -Ec '^  [a-z].* [0-9.]+ (us|kB) ' "$tmp/out")" -eq "$rows" ]
ok $? "each of its rows has a figure" || sed 's/^/# /' "$tmp/out"

# What needs root, or spamd, says so in its rows. Of the day only some messages are sent.
JJ_BENCH_DIR=$tmp/bench JJ_BUILD=${JJ_BUILD:-$PWD/build} sh tests/bench/bench.sh 0.01 aclgen size day >"$tmp/out" 2>&1
ok $? "make bench ROW='aclgen size day'" || sed 's/^/# /' "$tmp/out"
if grep -q 'not measured: ' "$tmp/out"; then
	skip "the day: $(sed -n 's/.*not measured: //p' "$tmp/out" | sort -u | tr '\n' ' ')"
else
	[ "$(grep -c 'not measured' "$tmp/out")" -eq "$(grep -Ec '^size .*[^0-9]100?( MB)' tests/bench/rows.txt)" ]
	ok $? "their rows have figures, but for messages of many MB" || sed 's/^/# /' "$tmp/out"
	grep -Eq 'good ones not taken .* 0 n .*met$' "$tmp/out" && grep -Eq 'bad ones taken .* 0 n .*met$' "$tmp/out"
	ok $? "the day loses no good message and lets no bad one in" || sed 's/^/# /' "$tmp/out"
fi

# The four backends and none, each beside the others.
JJ_BENCH_DIR=$tmp/bench JJ_BUILD=${JJ_BUILD:-$PWD/build} sh tests/bench/state.sh 0.01 crowd >"$tmp/out" 2>"$tmp/err"
if grep -q '^skip' "$tmp/out"; then
	skip "what it costs to remember: $(cut -f 3 "$tmp/out")"
else
	[ "$(cut -f 1 "$tmp/out" | sort -u | wc -l)" -eq 25 ]
	ok $? "what it costs to remember is measured in each backend" || sed 's/^/# /' "$tmp/err"
fi

# Names are put together from words; each word must stand in a source.
awk -F '|' '!/^[#=]/ && NF > 4 { print $3; print $4 }' tests/bench/rows.txt | tr '. ' '\n\n' | sort -u |
	while read -r word; do
		[ -z "$word" ] || cat tests/bench/*.c tests/bench/*.sh tests/bench/*.pl | grep -qw -e "$word" || echo "$word"
	done >"$tmp/unknown"
[ ! -s "$tmp/unknown" ]
ok $? "rows.txt names what the programs measure" || sed 's/^/# /' "$tmp/unknown"

cat >"$tmp/rows" <<'E2'
= g | heading
g | under | a | b | us | ratio <= 2
g | over  | a | b | us | ratio >= 3
g | near  | a | b | us | ratio <= 1.5
g | small | a |   | us | figure <= 10
g | none  | c | b | us | figure <= 10
E2
for r in 1 2 3 4 5 6 7 8 9 10 11 12; do
	printf 'a\t%d\t%d\nb\t%d\t1000\n' $r $((1400 + r * 10)) $r
done >"$tmp/samples"
says() {
	awk -f tests/bench/table.awk -v groups=" g " "$tmp/rows" "$tmp/samples" | grep -E "^  $1 .*$2\$" >/dev/null
	ok $? "table: $1 is $2"
}
says under met
says over missed
says near met
says small met
says none "not measured"
sed 's/1\.5$/1.46/' "$tmp/rows" >"$tmp/rows2" && mv "$tmp/rows2" "$tmp/rows"
says near unsure
# A group that fails costs its own rows.
mkdir "$tmp/none"
JJ_BENCH_DIR=$tmp/bench JJ_BUILD=$tmp/none sh tests/bench/bench.sh 0.01 startup token >"$tmp/out" 2>&1
[ $? -eq 1 ] && [ "$(grep -c 'not measured: its program failed' "$tmp/out")" -gt 3 ] &&
	grep -q '^bench: failed: startup token$' "$tmp/out"
ok $? "a group that fails says so, and the next one is run" || sed 's/^/# /' "$tmp/out"
done_testing
