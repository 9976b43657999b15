#!/bin/sh
# build/local_scan.c: the same each time, clean for both compilers, discreet towards the linker.
# Exim's own build of it is check-exim-versions.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
headers=${EXIM_HEADERS:-/usr/include/exim4}
[ -e "$headers/local_scan.h" ] || cannot "no $headers/local_scan.h (exim4-dev)"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

said()
{
	cat "$tmp/out"
}

# quietly TITLE COMMAND...: succeeds, and silently; what it says is shown.
quietly()
{
	title=$1
	shift
	"$@" >"$tmp/out" 2>&1 && [ ! -s "$tmp/out" ]
	ok $? "$title"
}

generate()
{
	env -u MAKEFLAGS -u MAKELEVEL make -s amalgamation AMALGAMATION="$1"
}

# With Exim's flags there are no warnings at all; these are more than Exim's.
compiles()
{
	"$@" -c -O2 -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -isystem "$headers" \
		-o "$tmp/local_scan.o" "$tmp/local_scan.c"
}

# Anything the linker could take for Exim's, or Exim for ours.
others_visible()
{
	readelf -sW "$tmp/local_scan.o" | awk '
		$5 != "LOCAL" && $7 ~ /^[0-9]+$/ && $6 == "DEFAULT" { print $8 }' | sort |
		grep -Evx 'local_scan|local_scan_version_(major|minor)|joejob(_token)?'
}

left_includes()
{
	grep -n '^#[ 	]*include[ 	]*"' "$tmp/local_scan.c" | grep -v '"local_scan\.h"'
}

# Linked as a module, it answers to the same list as the real one.
same_symbols()
{
	${CC:-cc} -shared -fPIC -O2 -Wl,-z,now -isystem "$headers" -o "$tmp/local_scan.so" "$tmp/local_scan.c" -lpcre2-8 -lhogweed -lnettle -lgmp &&
		sh tests/tools/check-symbols.sh "$tmp/local_scan.so" local_scan/host_symbols >"$tmp/tap" &&
		! grep '^not ok' "$tmp/tap"
}

no()
{
	! "$@"
}

quietly "it is generated" generate "$tmp/local_scan.c"
quietly "... a second time, with the same bytes" generate "$tmp/again.c"
quietly "... byte for byte" cmp "$tmp/local_scan.c" "$tmp/again.c"
quietly "no header of our own is left to be found" no left_includes
for cc in gcc clang; do
	for std in gnu17 c11; do
		if command -v $cc >/dev/null; then
			quietly "$cc -std=$std has nothing to say" compiles $cc -std=$std
		else
			skip "$cc -std=$std: $cc is not installed"
		fi
	done
done
quietly "only what Exim looks up is visible outside" no others_visible
quietly "as a module it has the symbols of local_scan.so, and no others" same_symbols
done_testing
