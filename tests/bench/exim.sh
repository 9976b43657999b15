#!/bin/sh
# exim.sh SECONDS SCRATCH - what a message costs in Exim, with and without the module.
#
# Exims that differ in one thing run side by side (lab.sh). They deliver to /dev/null, so the message's
# other costs are as small as they can be and the module's share as large. SECONDS for each of the
# conversations.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JJ_BUILD:-$here/../../build}
lab=/run/bench
variants="bare local_scan dlfunc talk"

bench_group=exim
# shellcheck source-path=SCRIPTDIR
. "$here/lab.sh"

seconds=$1
cp "$build/local_scan.so" "$lab/local_scan.so"

# The settings line that a generated DATA ACL sets for a small site; `log`, so that every variant
# accepts the same message.
settings='enforce=${if exists{/etc/exim4/joejob.off}{no}{yes}} forged=log:1 contact=postmaster@example.org for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes'

# What one variant has more than `bare`: main options, and the DATA ACL.
main_of() {
	case $1 in
	local_scan) echo "local_scan_path = $lab/local_scan.so" ;;
	talk) echo "message_body_visible = 100M" ;;
	esac
}

data_of() {
	case $1 in
	local_scan | dlfunc)
		printf '  warn    senders = :\n          set acl_m_joejob = %s\n' "$settings"
		;;
	talk)
		# shellcheck disable=SC2016
		printf '%s\n' '  warn    senders = :' \
			'          condition = ${if !match{${lc:$message_body}}{\N( |^ )received: from .+\.example\.org.+\N}{yes}{no}}' \
			'          set acl_m_fake = yes'
		;;
	esac
	# shellcheck disable=SC2016
	[ "$1" != dlfunc ] || printf '%s\n' '  warn    condition = ${if !eq{$acl_m_joejob}{}}' \
		'          set acl_m_verdict = ${acl{ask_module}}' '  warn    set acl_m_joejob ='
	echo '  accept'
	# shellcheck disable=SC2016
	[ "$1" != dlfunc ] || printf '\nask_module:\n  accept  message = ${dlfunc{%s}{joejob}}\n' "$lab/local_scan.so"
}

configuration() {
	main_options
	cat <<-END
		acl_smtp_rcpt = rcpt
		acl_smtp_data = data
		$(main_of "$1")

		begin acl
		rcpt:
		  accept  local_parts = queue
		          control = queue_only
		  accept
		data:
		$(data_of "$1")
	END
	to_nowhere
}

# shellcheck disable=SC2086
start_exims $variants

# conversation SHARE NAME SENDER [OPTION]...
conversation() {
	time=$(awk -v s="$seconds" -v k="$1" 'BEGIN { print s * k }') name=$2 sender=$3
	shift 3
	# shellcheck disable=SC2086
	taskset -c "$cpu" "$build/tests/bench_exim" -t "$time" -n "$name" -f "$sender" "$@" \
		"$here/bounce.eml" $list
	for v in $variants; do
		find "$lab/$v/spool/input" -type f -delete
	done
}

conversation 2 one.null ''
conversation 2 each.null '' -c
conversation .5 one.ordinary user@remote.example
conversation .5 each.ordinary user@remote.example -c
conversation .5 one.reception '' -q
conversation .5 each.reception '' -q -c

# Each of them did what its rows say.
for v in local_scan dlfunc; do
	grep -q 'joejob verdict=forged' "$lab/$v/log/mainlog" || {
		echo "bench: no verdict in the log of $v" >&2
		exit 2
	}
done
# shellcheck disable=SC2086
no_panic $variants
