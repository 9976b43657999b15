# shellcheck shell=sh disable=SC2154
# inside.sh - for the scripts of the bench that compare Exims; sourced.
#
# Exims that differ in one thing run side by side, each in a mount namespace with its own
# configuration, spool and log in memory, and in a cgroup of its own; all in a PID and network
# namespace whose end takes them away.
lab=/run/bench

. "$here/cgroup.sh"

# enter "$@": runs this script once more with its arguments, and returns there. Wants $group, $tools
# (programs besides exim4) and $cgroups (names). The outer shell makes the cgroups and takes them away.
enter() {
	PATH=$PATH:/usr/sbin:/sbin
	if [ "${JJ_BENCH:-}" = inside ]; then
		mount -t tmpfs -o mode=755 bench /run
		mkdir -p "$lab" /run/exim4
		ip link set lo up
		# One CPU for all: on whichever it runs, a message finds the caches as the others left them.
		cpu=$(taskset -cp $$ | grep -Eo '[0-9]+$')
		return
	fi
	[ "$(id -u)" = 0 ] || cannot "must be root: it makes namespaces and cgroups"
	for tool in exim4 ip unshare setpriv taskset $tools; do
		command -v "$tool" >/dev/null || cannot "$tool is not installed"
	done
	unshare --mount --net --ipc --pid --fork true 2>/dev/null || cannot "namespaces are not permitted here"
	# shellcheck disable=SC2086
	make_cgroups $cgroups
	trap 'kill -KILL "$child" 2>/dev/null || true; clean_cgroups' EXIT
	trap 'exit 130' INT TERM HUP
	JJ_BENCH=inside setpriv --pdeathsig KILL \
		unshare --mount --net --ipc --pid --fork --kill-child --mount-proc sh "$0" "$@" &
	child=$!
	wait "$child"
	exit
}

# Main options of all of them.
main_options() {
	cat <<-END
		primary_hostname = mx.example.org
		tls_advertise_hosts =
		rfc1413_query_timeout = 0s
		keep_environment =
		local_interfaces = <; 127.0.0.1 ; ::1
		notifier_socket =
		smtp_accept_max = 0
		smtp_connect_backlog = 1000
		smtp_accept_max_per_connection = 0
		smtp_accept_queue_per_connection = 0
		smtp_accept_max_nonmail_hosts =
	END
}

# to_nowhere: what follows their ACLs.
to_nowhere() {
	cat <<-END
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

# folders NAME: for start_exim NAME, which takes what is in them then.
folders() {
	mkdir -p "$lab/$1/etc" "$lab/$1/spool" "$lab/$1/log"
	chown Debian-exim: "$lab/$1/spool" "$lab/$1/log"
}

# in_exim NAME COMMAND...: sees what that Exim sees.
in_exim() {
	# shellcheck disable=SC2016
	unshare --mount sh -c '
		mount --bind "$1/etc" /etc/exim4 && mount --bind "$1/spool" /var/spool/exim4 &&
		mount --bind "$1/log" /var/log/exim4 && shift 2 && exec "$@"' exim "$lab/$1" "$@"
}

# start_exim NAME PORT
start_exim() {
	# shellcheck disable=SC2016
	in_exim "$1" sh -c 'echo $$ >"$1/cgroup.procs" && exec taskset -c "$2" exim4 -bdf -oX "$3" -oP "$4"' \
		exim "$JJ_CGROUP/$1" "$cpu" "$2" "$lab/$1/pid" </dev/null >"$lab/$1/stderr" 2>&1 &
}

# await_exims NAME...: until they listen. A daemon that has just started works on: it makes keys for
# TLS that nobody will ask for.
await_exims() {
	for v; do
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
	tries=60
	until idle "$@" || [ $tries = 0 ]; do tries=$((tries - 1)); done
}

idle() {
	before=$(cpu_of "$@")
	sleep 0.5
	[ "$before" = "$(cpu_of "$@")" ]
}

# no_panic NAME...
no_panic() {
	for v; do
		[ ! -s "$lab/$v/log/paniclog" ] || {
			cat "$lab/$v/log/paniclog" >&2
			exit 2
		}
	done
}
