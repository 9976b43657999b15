#!/bin/sh
# lint.sh FLAG... - gcc's analyzer, cppcheck and clang-tidy over all sources, compiled with these flags.
# What they say is told but for the pairs of file and check in lint-known; so is a pair there that
# nothing says any more.
set -u
known=tests/tools/lint-known
sources=$(ls local_scan/*.c aclgen/*.c)
checks='-*,clang-analyzer-*,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling'
checks="$checks,-clang-analyzer-security.insecureAPI.strcpy,bugprone-*,-bugprone-easily-swappable-parameters"
checks="$checks,-bugprone-macro-parentheses,-bugprone-narrowing-conversions"
checks="$checks,-bugprone-implicit-widening-of-multiplication-result,-bugprone-branch-clone"
for tool in gcc cppcheck clang-tidy; do
	command -v $tool >/dev/null || { echo "lint: $tool is not installed; make deps-lint" >&2; exit 2; }
done
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# each COMMAND...: with each source, two at a time
each() {
	echo "$sources" | xargs -P "${JOBS:-2}" -I{} "$@"
}
each gcc "$@" -O2 -fanalyzer -fdiagnostics-plain-output -c -o /dev/null {} 2>"$tmp/gcc"
# shellcheck disable=SC2086 # a list
cppcheck --quiet --std=c11 --enable=warning,performance,portability -I local_scan -I aclgen -j "${JOBS:-2}" \
	--suppress=missingIncludeSystem --template='{file}:{line}:{column}: warning: {message} [{id}]' \
	--template-location= $sources 2>"$tmp/cppcheck"
each clang-tidy --quiet --checks="$checks" {} -- "$@" >"$tmp/clang-tidy" 2>/dev/null

cat "$tmp/gcc" "$tmp/cppcheck" "$tmp/clang-tidy" | sed "s,^$PWD/,," |
	grep -E '^[a-z_]+/[a-z_0-9]+\.[ch]:[0-9]+:[0-9]+: warning: .*\]$' | sort -u >"$tmp/said"
sed -E 's/^([^:]*):.*\[([^]]*)\]$/\1 \2/' "$tmp/said" | sort -u >"$tmp/pairs"
sed -n 's/^\([a-z_]*\/[a-z_0-9]*\.[ch] [^ ]*\).*/\1/p' "$known" | sort -u >"$tmp/known"
comm -23 "$tmp/pairs" "$tmp/known" | while read -r file check; do
	grep -F "$file:" "$tmp/said" | grep -F "[$check]"
done
comm -13 "$tmp/pairs" "$tmp/known" | sed "s,^,$known: nothing says any more: ,"
cmp -s "$tmp/pairs" "$tmp/known" && echo "lint: $(echo "$sources" | wc -l) files, nothing that is not in $known"
