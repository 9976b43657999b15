#!/bin/bash
# The command-line and golden tests once more, with binaries under ASan and UBSan. Without ALL=1 not
# those that take long because they start Exim or a browser often: what they ask of aclgen, others ask.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
b=build/san
export JJ_BUILD=$b AG=$b/aclgen JOESCAN=$b/joescan
export ASAN_OPTIONS=log_path=$tmp/san:detect_leaks=1 UBSAN_OPTIONS=log_path=$tmp/san:print_stacktrace=1
long=' aclgen-broken aclgen-debian aclgen-doc aclgen-examples aclgen-invariants aclgen-json
 aclgen-report-page completion '
. tests/tools/tap.sh
said() {
	{ grep -A5 '^not ok' "$tmp/out"; cat "$tmp"/san.* 2>/dev/null; } | head -40
}
for t in tests/golden/*.t tests/cli/*.t; do
	case ${ALL:+all}$long in
	all*) ;;
	*[[:space:]]"$(basename "$t" .t)"[[:space:]]*) continue ;;
	esac
	"$t" >"$tmp/out" 2>&1 && ! grep -q '^not ok' "$tmp/out" && ! ls "$tmp"/san.* >/dev/null 2>&1
	ok $? "$t with sanitizers" || rm -f "$tmp"/san.*
done
done_testing
