#!/bin/sh
# The shipped policies with their shipped conversations: examples/NAME.yaml, NAME-cases.yaml.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim

for policy in examples/*.yaml; do
	case $policy in *-cases.yaml) continue ;; esac
	cases=${policy%.yaml}-cases.yaml
	[ -f "$cases" ]
	ok $? "$policy has conversations"
	ag test --module "$MODULE" "$policy" "$cases"
	is "$code: $err" "0: " "$cases goes as it says"
	has "$out" ", all as expected" "and something was played"
done
done_testing
