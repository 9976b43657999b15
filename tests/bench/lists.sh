#!/bin/sh
# lists.sh SECONDS SCRATCH - what a list costs a connection, by its length, and how long aclgen takes
# to make the database of a long one.
#
# For each kind of list, Exims with lists of 10 to 1,000,000 entries in files run side by side with one
# without a list (lab.sh). A client that is in no list connects to each, says EHLO, MAIL and RCPT, and
# is accepted: all prefix lengths are asked for, and nothing else is done. SECONDS for each kind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JJ_BUILD:-$here/../../build}
lab=/run/bench
variants="none n10 n1000 n100000 n1000000"
bench_group=lists
# shellcheck source-path=SCRIPTDIR
. "$here/lab.sh"

seconds=$1

# items KIND N: entries that the client is not among, the same ones each time.
items() {
	awk -v kind="$1" -v n="$2" 'BEGIN {
		srand(1)
		for (i = 0; i < n; i++) {
			a = 1 + int(rand() * 99); b = int(rand() * 65536); c = int(rand() * 65536)
			if (kind == "v4") printf "%d.%d.%d.%d\n", a, b / 256, b % 256, i % 256
			else if (kind == "v6") printf "2a%02x:%x:%x::%x\n", a, b, c, i % 65536
			else if (kind == "nets") printf "%d.%d.%d.0/%d\n", a, b / 256, b % 256, 20 + i % 9
			else if (kind == "domains") printf "%sd%x.example%d.net\n", i % 4 ? "" : "*.", i, a
			else printf "%sd%x.example%d.net\n", i % 2 ? "user" c "@" : i % 4 ? "*@" : "*.", i, a
		}
	}'
}

# The key of the policy that the kind's list stands in.
policy() {
	printf '%s\n' 'joejob: 1' 'us: {hostname: mx.example.org, domains: {local: [example.org]}}'
	case $2 in
	none) return ;;
	esac
	case $1 in
	v4 | v6 | nets) echo 'block: {hosts: {file: items}}' ;;
	domains) echo 'exempt: {spf_white: {file: items}}' ;;
	addresses) echo 'block: {senders: {file: items}}' ;;
	esac
}

configuration() {
	main_options
	echo ".include $lab/$1/joejob/joejob.inc"
	to_nowhere
}

# kind NAME [OPTION]...
kind() {
	kind=$1
	shift
	for v in $variants; do
		rm -rf "${lab:?}/$v"
		mkdir -p "$lab/$v"
		[ "$v" = none ] || items "$kind" "${v#n}" >"$lab/$v/items"
		policy "$kind" "$v" >"$lab/$v/policy.yaml"
		"$build/aclgen" build --no-exim "$lab/$v/policy.yaml" -o "$lab/$v/joejob" 2>"$lab/build" || {
			cat "$lab/build" >&2
			exit 2
		}
	done
	# shellcheck disable=SC2086
	start_exims $variants
	# shellcheck disable=SC2086
	taskset -c "$cpu" "$build/tests/bench_exim" -t "$seconds" -n "lists.$kind" -f user@remote.example -c -e \
		"$@" "$here/bounce.eml" $list
	# shellcheck disable=SC2086
	no_panic $variants
	! grep -h 'joejob list=' "$lab"/*/log/mainlog >&2 || exit 2
	# shellcheck disable=SC2086
	stop_exims $variants
	[ "$kind" = domains ] || "$build/tests/bench_command" -n "lists.$kind.build" -r 3 \
		"$build/aclgen" lists --force "$lab/n1000000/policy.yaml" -o "$lab/n1000000/joejob"
}

kind v4
kind v6 -6
kind nets
kind domains
kind addresses
