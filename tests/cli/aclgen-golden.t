#!/bin/sh
# The whole generated text of some policies, as data: tests/golden/aclgen/NAME.inc is what
# `aclgen build --no-exim` makes of NAME.yaml there. Those of the examples: aclgen-examples.t.
# UPDATE=1 writes them anew: read the difference.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh

for want in tests/golden/aclgen/*.inc; do
	name=$(basename "$want" .inc)
	policy=tests/golden/aclgen/$name.yaml
	rm -rf "$TMP/d"
	ag build --no-exim "$policy" -o "$TMP/d"
	[ -z "${UPDATE:-}" ] || cp "$TMP/d/joejob.inc" "$want"
	out=$(diff -u "$want" "$TMP/d/joejob.inc")
	ok $? "$name"
done
[ "$count" -ge 2 ]
ok $? "there are some"
done_testing
