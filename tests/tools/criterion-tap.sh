#!/bin/sh
# criterion-tap - runs one Criterion binary and says in TAP how it went.
#
# Criterion's own TAP carries YAML that prove(1) cannot read, a run of no test exits 0, and so does
# one that leaked or that a sanitizer complained about in a worker process: each is a failure here.
set -u
bin=$1
name=$(basename "$bin")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

case $bin in /*) ;; *) bin=./$bin ;; esac
ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}log_path=$tmp/san:detect_leaks=1" \
UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}log_path=$tmp/san:print_stacktrace=1" \
	"$bin" --tap="$tmp/tap" --short-filename >"$tmp/out" 2>&1
code=$?

n=0
bad=0
while IFS= read -r line; do
	case $line in
	"ok "*) n=$((n + 1)) && echo "ok $n - $name ${line#ok - }" ;;
	"not ok "*) n=$((n + 1)) bad=$((bad + 1)) && echo "not ok $n - $name ${line#not ok - }" ;;
	"    "*) echo "# $line" ;;
	esac
done <"$tmp/tap"

verdict() {
	n=$((n + 1))
	echo "not ok $n - $name $1"
	bad=$((bad + 1))
}
[ "$n" -gt 0 ] || verdict "ran no test"
for log in "$tmp"/san.*; do
	[ -s "$log" ] || continue
	verdict "has a sanitizer finding or a leak"
	sed 's/^/# /' "$log" | head -60
	break
done
[ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || verdict "exited with $code"
[ "$bad" -eq 0 ] || sed 's/^/# /' "$tmp/out" | head -40
echo "1..$n"
[ "$bad" -eq 0 ]
