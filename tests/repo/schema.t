#!/bin/sh
# The JSON Schemas against the examples and the golden policies, by a validator that is not ours:
# what loads has to pass, and what is refused for its structure (unknown and missing keys, wrong types
# and words, another version) has to be refused.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
b=${JJ_BUILD:-build}
python3 -c 'import jsonschema, yaml' 2>/dev/null ||
	cannot "python3-jsonschema and python3-yaml are not installed"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
# validate KIND FILE...
validate() {
	kind=$1
	shift
	"$b/aclgen" schema "$kind" >"$tmp/$kind" && python3 tests/repo/schema.py "$tmp/$kind" \
		AG100,AG102,AG103,AG104,AG106 "$@" >"$tmp/out"
	ok $? "$kind: $(grep -c '^ok' "$tmp/out") readings as aclgen has them" ||
		grep -A 4 '^not ok' "$tmp/out" | sed 's/^/# /'
}
validate policy examples/*/policy.yaml tests/golden/aclgen/*.yaml
[ "$(grep -c 'is refused' "$tmp/out")" -ge 30 ]
ok $? "policies that are wrong are among them"
validate cases examples/*/cases.yaml
"$b/aclgen" schema | cmp -s - "$tmp/policy"
ok $? "aclgen schema is that of the policy"
cmp -s "$tmp/policy" build/policy.schema.json && cmp -s "$tmp/cases" build/cases.schema.json
ok $? "the files for editors are the same"
# shellcheck disable=SC2016 # no variable
grep -qF '"$schema": "http://json-schema.org/draft-07/schema#"' "$tmp/policy"
ok $? "draft 7, which editors read"
"$b/aclgen" schema nonsense >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ] && [ ! -s "$tmp/out" ] && grep -q 'policy or cases' "$tmp/err"
ok $? "another word is misuse"
done_testing
