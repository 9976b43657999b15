# lab.sh - Exims side by side, for exim.sh and lists.sh; sourced with the script's own arguments.
# shellcheck shell=sh disable=SC2154
#
# Each of $variants runs in a mount namespace with its own configuration, spool and log in memory, and
# in a cgroup of its own; all in a PID and network namespace whose end takes them away. $bench_group
# is the group of rows. The script is run again inside; what it does before that must be harmless.

cannot() {
	printf 'skip\t%s\t%s\n' "$bench_group" "$1"
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

mount -t tmpfs -o mode=755 bench /run
mkdir -p "$lab" /run/exim4
ip link set lo up

# One CPU for all: on whichever it runs, a message finds the caches as the others left them.
cpu=$(taskset -cp $$ | grep -Eo '[0-9]+$')
port=2500

# start_exims VARIANT...: $list is what bench_exim takes then. `configuration VARIANT` prints the
# configuration of each.
start_exims() {
	list=
	for v; do
		start_exim "$v"
	done
	for v; do
		wait_exim "$v"
	done
	tries=60
	until idle || [ $tries = 0 ]; do tries=$((tries - 1)); done
}

start_exim() {
	v=$1
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
}

wait_exim() {
	tries=200
	until [ -s "$lab/$1/pid" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			cat "$lab/$1/stderr" "$lab/$1/log/"* >&2
			exit 2
		}
		sleep 0.05
	done
}

stop_exims() {
	for v; do
		kill -KILL "$(cat "$lab/$v/pid")"
		rm -f "$lab/$v/pid"
	done
}

# A daemon that has just started works on: it makes keys for TLS that nobody will ask for.
idle() {
	before=$(grep -h usage_usec "$JJ_CGROUP"/*/cpu.stat)
	sleep 0.5
	[ "$before" = "$(grep -h usage_usec "$JJ_CGROUP"/*/cpu.stat)" ]
}

# no_panic VARIANT...
no_panic() {
	for v; do
		[ ! -s "$lab/$v/log/paniclog" ] || {
			cat "$lab/$v/log/paniclog" >&2
			exit 2
		}
	done
}

# What every variant's configuration begins with, and what follows its ACLs.
main_options() {
	cat <<-END
		primary_hostname = mx.example.org
		tls_advertise_hosts =
		rfc1413_query_timeout = 0s
		keep_environment =
		local_interfaces = <; 127.0.0.1 ; ::1
		notifier_socket =
		smtp_accept_max = 0
		smtp_accept_max_per_connection = 0
		smtp_accept_queue_per_connection = 0
		smtp_accept_max_nonmail_hosts =
	END
}

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
