#!/bin/sh
# aclgen.t - policies as data: what `aclgen check --no-exim NAME.yaml` says about each.
#
#   NAME.yaml + NAME.err   refused: exit code 1 and exactly this on stderr
#   NAME.yaml + NAME.ok    taken: exit code 0 and exactly this (warnings, or nothing) on stderr
#
# Lines that begin with "aclgen: " are about the run, not about the policy, and are left out.
# $AG is the program. UPDATE=1 writes the .err and .ok files anew: read the difference.
set -u
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
. "$here/../tools/tap.sh"
AG=$(realpath "${AG:-${JJ_BUILD:-$here/../../build}/aclgen}")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$here/aclgen" || exit 1

said() {
	cat "$tmp/why"
}

# run POLICY: the exit code into $code, diagnostics into $tmp/got
run() {
	timeout 10 "$AG" check --no-exim "$1" >"$tmp/out" 2>"$tmp/all"
	code=$?
	LC_ALL=C grep -av '^aclgen: ' "$tmp/all" >"$tmp/got"
}

for policy in *.yaml; do
	name=${policy%.yaml}
	if [ -f "$name.err" ]; then
		want=$name.err wanted=1
	elif [ -f "$name.ok" ]; then
		want=$name.ok wanted=0
	else
		echo "neither $name.err nor $name.ok is there" >"$tmp/why"
		ok 1 "$name"
		continue
	fi
	run "$policy"
	[ -z "${UPDATE:-}" ] || cp "$tmp/got" "$want"
	diff -u "$want" "$tmp/got" >"$tmp/why" && [ "$code" -eq "$wanted" ]
	bad=$?
	echo "exit code $code, wanted $wanted" >>"$tmp/why"
	ok $bad "$name"
done

# bad CODE TEXT POLICY WORDS: a policy that is no policy, answered quickly and in words
bad() {
	start=$(date +%s)
	run "$3"
	took=$(($(date +%s) - start))
	cp "$tmp/all" "$tmp/why"
	echo "exit code $code, wanted $1, after $took s, with \"$4\"" >>"$tmp/why"
	[ "$code" -eq "$1" ] && grep -qF -- "$4" "$tmp/got" && [ "$took" -le 3 ]
	ok $? "$2"
}

mkfifo "$tmp/fifo"
truncate -s 100M "$tmp/huge"
head -c 100000 /dev/zero | tr '\0' '[' >"$tmp/brackets"
head -c 100000 /dev/zero | tr '\0' '{' >"$tmp/braces"
seq -f 'k%.0f: 1' 100000 >"$tmp/keys"
seq -f 'k%.0f: 1' 30000 >"$tmp/unknown"
yes 'mode: log' | head -n 30000 >"$tmp/same"
{
	printf 'exempt:\n  recipients: ['
	yes '*a,' | head -n 20000
	printf ']\n'
} >"$tmp/aliases"

bad 2 'missing file' "$tmp/none" 'No such file'
bad 2 'folder' "$tmp" 'is a directory'
bad 2 'FIFO' "$tmp/fifo" 'is not a regular file'
bad 2 'device' /dev/null 'is not a regular file'
bad 2 '100 MB' "$tmp/huge" 'is larger than'
bad 1 '100,000 brackets' "$tmp/brackets" 'levels deep'
bad 1 '100,000 braces' "$tmp/braces" 'levels deep'
bad 1 '100,000 keys' "$tmp/keys" 'more than 65536 keys and values'
bad 1 '30,000 unknown keys' "$tmp/unknown" 'more unknown keys follow'
bad 1 '30,000 times the same key' "$tmp/same" 'more are not shown'
bad 1 '20,000 aliases' "$tmp/aliases" 'more are not shown'

# The same diagnostics as JSON.
timeout 10 "$AG" check --no-exim --format json item-host.yaml >"$tmp/json" 2>"$tmp/why"
perl -MJSON::PP -e 'local $/; my $d = decode_json(<STDIN>)->{diagnostics};
	exit !(@$d == 23 && $d->[0]{file} eq "item-host.yaml" && $d->[0]{line} == 6 &&
	$d->[0]{column} == 7 && $d->[0]{severity} eq "error" && $d->[0]{code} eq "AG201")' \
	<"$tmp/json" 2>>"$tmp/why"
ok $? 'JSON'

done_testing
