#!/bin/sh
# aclgen.sh TIME SCRATCH - aclgen on the policy with every check there is, with and without the real Exim, and by
# the bytes of a policy.
set -eu
build=${JJ_BUILD:-$(dirname "$0")/../../build}
build=$(cd "$build" && pwd)
policy=$(cd "$(dirname "$0")/../../examples/everything" && pwd)/policy.yaml
rounds=$(awk -v t="$1" 'BEGIN { print t < 0.2 ? 3 : int(15 * t) }')
mkdir -p "$2"
scratch=$(cd "$2" && pwd)

run() {
	"$build/tests/bench_command" "$@"
}

run -n aclgen.plain -r $((2 * rounds)) "$build/aclgen" check --no-exim "$policy"
PATH=$PATH:/usr/sbin:/sbin
if command -v exim4 >/dev/null || command -v exim >/dev/null; then
	run -n aclgen.exim -r "$rounds" "$build/aclgen" check --module "$build/local_scan.so" "$policy"
fi

# Up to what aclgen takes as a policy, 1 MB.
for entries in 10 100 1000 10000 50000; do
	awk -v n=$entries 'BEGIN {
		print "joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\nblock:\n  hosts:"
		for (i = 1; i <= n; i++)
			printf "    - 10.%d.%d.%d\n", i / 62500, i / 250 % 250, 1 + i % 250
	}' >"$scratch/policy.$entries.yaml"
	rm -rf "$scratch/joejob"
	run -n "aclgen.entries.$entries" -r "$rounds" "$build/aclgen" build --no-exim "$scratch/policy.$entries.yaml" \
		-o "$scratch/joejob"
	printf 'aclgen.bytes.%s\t1\t%s\n' "$entries" "$(wc -c <"$scratch/policy.$entries.yaml")"
done
