#!/bin/sh
# joescan and aclgen under valgrind: nothing read that was not written or is not ours, nothing lost.
# The short form; `make check-valgrind` (ALL=1) takes every message and policy of the golden tests.
cd "$(dirname "$0")/../.." || exit 1
b=${JJ_BUILD:-build}
n=0
case $b in */san) echo "1..0 # SKIP valgrind and sanitizers exclude each other"; exit 0 ;; esac
if ! command -v valgrind >/dev/null; then
	echo "1..0 # SKIP valgrind is not installed"
	exit 0
fi

# clean TEXT COMMAND...
clean() {
	text=$1
	shift
	n=$((n + 1))
	out=$(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "$@" 2>&1 >/dev/null </dev/null)
	if [ $? -lt 99 ]; then
		echo "ok $n - $text"
	else
		echo "not ok $n - $text"
		echo "$out" | head -n 40 | sed 's/^/# /'
	fi
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
echo "1..$n"
