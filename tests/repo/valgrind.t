#!/bin/sh
# joescan and aclgen under valgrind: nothing read that was not written or is not ours, nothing lost.
# The short form; `make check-valgrind` (ALL=1) takes every message and policy of the golden tests.
cd "$(dirname "$0")/../.." || exit 1
b=${JJ_BUILD:-build}
. tests/tools/tap.sh
case $b in */san) echo "1..0 # SKIP valgrind and sanitizers exclude each other"; exit 0 ;; esac
command -v valgrind >/dev/null || cannot "valgrind is not installed"

said() {
	echo "$out"
}

# clean TEXT COMMAND...
clean() {
	text=$1
	shift
	out=$(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$@" 2>&1 >/dev/null </dev/null)
	[ $? -lt 99 ]
	ok $? "$text"
}

us="--our-host mx.example.org"
# shellcheck disable=SC2086 # it is two words
set -- tests/data/*.eml ${ALL:+tests/golden/detect/*.eml}
for f in text json tsv; do
	# shellcheck disable=SC2086 # it is two words
	clean "joescan --format $f" "$b/joescan" $us --explain --format $f "$@"
done
clean "joescan --replay" "$b/joescan" --replay --policy examples/university/policy.yaml "$@"
clean "joescan --learn" "$b/joescan" --learn "$@"
# shellcheck disable=SC2086 # files
for p in examples/everything/policy.yaml ${ALL:+tests/golden/aclgen/*.yaml}; do
	clean "aclgen check $p" "$b/aclgen" check --no-exim "$p"
done
done_testing
