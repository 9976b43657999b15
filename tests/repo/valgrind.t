#!/bin/sh
# joescan and aclgen under valgrind: nothing read that was not written or is not ours, nothing lost.
# The short form; `make check-valgrind` (ALL=1) takes every message and policy of the golden tests, and
# every test of a unit and of a command line.
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
[ -n "${ALL:-}" ] || { done_testing; exit 0; }

# Valgrind says in a file of each process what is wrong in it, and nothing where all is well.
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mkdir -m 777 "$tmp/said"
run="valgrind -q --vgdb=no --log-file=$tmp/said/%p --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite"
mkdir "$tmp/build"
for f in "$b"/*; do
	ln -s "$(realpath "$f")" "$tmp/build"
done
for p in joescan aclgen; do
	rm "$tmp/build/$p"
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$run" "$(realpath "$b/$p")" >"$tmp/build/$p"
	chmod 755 "$tmp" "$tmp/build/$p"
done

# quiet TEXT COMMAND...: it passes, and valgrind says nothing.
quiet() {
	text=$1
	shift
	"$@" >"$tmp/out" 2>&1
	passed=$?
	find "$tmp/said" -type f -size +0 -exec cat {} + >"$tmp/found"
	rm -rf "$tmp/said"/*
	out=$(cat "$tmp/found" && grep -A 5 '^not ok' "$tmp/out")
	[ "$passed" -eq 0 ] && ! grep -q '^not ok' "$tmp/out" && [ ! -s "$tmp/found" ]
	ok $? "$text"
}

# Not the one that bounds the time of hostile mail.
for t in $(grep -L 'clock()' tests/unit/test_*.c tests/host/test_*.c); do
	t=$b/tests/$(basename "$t" .c)
	# What a test itself leaves is nobody's loss; what the code leaves is the sanitizers' matter here.
	# Valgrind cannot follow into what is setuid.
	# shellcheck disable=SC2086 # words
	quiet "$t" $run --leak-check=no --trace-children=yes --trace-children-skip='*/exim*' "$t"
done
# Not those that bound the memory of the programs, which valgrind needs more of, and those that are about
# a browser.
for t in $(grep -L 'ulimit -v' tests/golden/*.t tests/cli/*.t); do
	case $t in */aclgen-doc.t | */aclgen-report-page.t) continue ;; esac
	quiet "$t" env JJ_BUILD="$tmp/build" JJ_VALGRIND=1 "$t"
done
done_testing
