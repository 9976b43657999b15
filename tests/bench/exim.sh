#!/bin/sh
# exim.sh SECONDS SCRATCH - what a message costs in Exim, with and without the module.
#
# Exims that differ in one thing run side by side, each in a mount namespace with its own
# configuration, spool and log in memory, and in a cgroup of its own; all in a PID and network
# namespace whose end takes them away. They deliver to /dev/null, so the message's other costs are
# as small as they can be and the module's share as large. SECONDS for each of the conversations.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JJ_BUILD:-$here/../../build}
lab=/run/bench
variants="bare local_scan dlfunc talk"

cannot() {
	printf 'skip\texim\t%s\n' "$1"
	exit 0
}

# The outer shell makes the cgroups and takes them away; the inner one does the rest.
if [ "${JJ_BENCH:-}" != inside ]; then
	PATH=$PATH:/usr/sbin:/sbin
	[ "$(id -u)" = 0 ] || cannot "must be root: it makes namespaces and cgroups"
	for tool in exim4 ip unshare setpriv taskset; do
		command -v "$tool" >/dev/null || cannot "$tool is not installed"
	done
	unshare --mount --net --pid --fork true 2>/dev/null || cannot "namespaces are not permitted here"
	mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
	own=$(sed -n 's/^0:://p' /proc/self/cgroup)
	cgroup=$mount${own%/}/joejob-bench-$$
	[ -n "$mount" ] && mkdir "$cgroup" 2>/dev/null || cannot "no cgroup v2 to write to"
	trap 'kill -KILL "$child" 2>/dev/null || true; clean' EXIT
	trap 'exit 130' INT TERM HUP
	clean() {
		for _ in 1 2 3 4 5; do
			! rmdir "$cgroup"/* "$cgroup" 2>/dev/null || return 0
			sleep 0.2
		done
	}
	for v in $variants; do mkdir "$cgroup/$v"; done
	JJ_BENCH=inside JJ_CGROUP=$cgroup setpriv --pdeathsig KILL \
		unshare --mount --net --pid --fork --kill-child --mount-proc sh "$0" "$@" &
	child=$!
	wait "$child"
	exit
fi

seconds=$1
mount -t tmpfs -o mode=755 bench /run
mkdir -p "$lab" /run/exim4
cp "$build/local_scan.so" "$lab/local_scan.so"
ip link set lo up

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
	cat <<-END
		primary_hostname = mx.example.org
		tls_advertise_hosts =
		rfc1413_query_timeout = 0s
		keep_environment =
		local_interfaces = 127.0.0.1
		notifier_socket =
		smtp_accept_max = 0
		smtp_accept_max_per_connection = 0
		smtp_accept_queue_per_connection = 0
		smtp_accept_max_nonmail_hosts =
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

		begin routers
		all:
		  driver = accept
		  transport = nowhere

		begin transports
		nowhere:
		  driver = appendfile
		  file = /dev/null
		  user = Debian-exim

		begin retry
		*  *  F,2h,1m
	END
}

# One CPU for all: on whichever it runs, a message finds the caches as the others left them.
cpu=$(taskset -cp $$ | grep -Eo '[0-9]+$')
port=2500
list=
for v in $variants; do
	port=$((port + 1))
	list="$list $v=$port=$JJ_CGROUP/$v"
	mkdir -p "$lab/$v/etc" "$lab/$v/spool" "$lab/$v/log"
	chown Debian-exim: "$lab/$v/spool" "$lab/$v/log"
	configuration "$v" >"$lab/$v/etc/exim4.conf"
	# shellcheck disable=SC2016
	unshare --mount sh -c '
		mount --bind "$1/etc" /etc/exim4 && mount --bind "$1/spool" /var/spool/exim4 &&
		mount --bind "$1/log" /var/log/exim4 && echo $$ >"$2/cgroup.procs" &&
		exec taskset -c "$4" exim4 -bdf -oX "$3" -oP "$1/pid"
	' exim "$lab/$v" "$JJ_CGROUP/$v" "$port" "$cpu" </dev/null >"$lab/$v/stderr" 2>&1 &
done
for v in $variants; do
	tries=200
	until [ -s "$lab/$v/pid" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			cat "$lab/$v/stderr" "$lab/$v/log/"* >&2
			exit 2
		}
		sleep 0.05
	done
done

# A daemon that has just started works on: it makes keys for TLS that nobody will ask for.
idle() {
	before=$(grep -h usage_usec "$JJ_CGROUP"/*/cpu.stat)
	sleep 0.5
	[ "$before" = "$(grep -h usage_usec "$JJ_CGROUP"/*/cpu.stat)" ]
}
tries=60
until idle || [ $tries = 0 ]; do tries=$((tries - 1)); done

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
for v in $variants; do
	[ ! -s "$lab/$v/log/paniclog" ] || {
		cat "$lab/$v/log/paniclog" >&2
		exit 2
	}
done
