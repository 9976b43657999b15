#!/bin/sh
# Compares the symbols of local_scan.so with the checked-in list. Speaks TAP.
# usage: check-symbols.sh MODULE LIST [EXIM]
set -eu
. "${0%/*}/tap.sh"
module=$1 list=$2 exim=${3:-/usr/sbin/exim4}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# same WHAT FILE: ok when FILE, the differences, is empty
same() {
	is "$(cat "$2")" '' "$1" || :
}

listed() {
	awk -v kinds=" $* " 'index(kinds, " " $1 " ") { print $2 }' "$list" | sort -u
}

nm -D --defined-only "$module" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u >"$tmp/exports"
# Weak imports (start-up files of the compiler) may stay unresolved.
nm -D --undefined-only "$module" |
	awk '$1 == "U" { sub(/@.*/, "", $2); if ($2 ~ /^__.*_chk$/) { sub(/^__/, "", $2); sub(/_chk$/, "", $2) } print $2 }' |
	sort -u >"$tmp/imports"
objdump -p "$module" | awk '$1 == "NEEDED" { print $2 }' | sort -u >"$tmp/needed"

listed export | diff - "$tmp/exports" >"$tmp/diff" || true
same 'exports exactly what Exim looks up' "$tmp/diff"

listed exim libc nettle pcre2 | comm -13 - "$tmp/imports" >"$tmp/diff"
same 'imports nothing that is not listed' "$tmp/diff"

listed exim | comm -23 - "$tmp/imports" >"$tmp/diff"
same 'uses each listed symbol of Exim' "$tmp/diff"

listed library | comm -13 - "$tmp/needed" >"$tmp/diff"
same 'needs no library that is not listed' "$tmp/diff"

if [ -x "$exim" ]; then
	nm -D --defined-only "$exim" | awk '{ sub(/@.*/, "", $NF); print $NF }' | sort -u >"$tmp/offers"
	listed exim | comm -23 - "$tmp/offers" >"$tmp/diff"
	same 'Exim offers what is imported' "$tmp/diff"
else
	skip "Exim offers what is imported: no $exim"
fi
done_testing
