# lab.sh - real hosts in namespaces of their own; sourced by demo.sh and by every tests/exim/*.t
# (. lab.sh starts the lab; see tap.sh and site.sh for what is built upon it).
#
# The calling script is run again as the first process of a new PID, mount, network and IPC namespace.
# Everything the lab makes (processes, links, mounts, files in its own tmpfs over /run) lives in
# these, so the kernel takes it away when the script ends, whatever ends it. Nothing is written
# outside, /etc/exim4, /var/spool/exim4 and /var/log are the lab's own inside.
#
#	on HOST COMMAND...            runs it on mx, mx2, inside, remote, secondary, client, dns or db
#	start_exim HOST, stop_exim HOST, start_dns
#	mark HOST; logged HOST RE; wait_log HOST RE [SECONDS]; wait_queue HOST
#
# No packet leaves the lab: its bridge has no uplink.
# shellcheck shell=sh

lab_top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${JJ_BUILD:-$lab_top/build}
SMTP=$BUILD/tests/smtp
LAB=/run/lab

# lab_cannot REASON: the lab is impossible here. demo.sh says so; a test is skipped, unless nothing
# may be skipped; the rows of the bench say why they are empty.
lab_cannot()
{
	if [ "${lab_caller:-test}" = demo ]; then
		echo "$0: $1" >&2
	elif [ "${lab_caller:-test}" = bench ]; then
		cannot "$1"
	elif [ -n "${JJ_NO_SKIP:-}" ]; then
		printf 'not ok 1 - %s\n1..1\n' "$1"
	else
		printf '1..0 # SKIP %s\n' "$1"
		exit 0
	fi
	exit 1
}

lab_check()
{
	[ "$(id -u)" = 0 ] || lab_cannot "must be root: it makes network namespaces"
	for lab_tool in exim4 dnsmasq ip unshare nsenter setpriv; do
		command -v "$lab_tool" >/dev/null || lab_cannot "$lab_tool is not installed"
	done
	for lab_file in "$SMTP" "$BUILD/aclgen" "$BUILD/local_scan.so"; do
		[ -e "$lab_file" ] || lab_cannot "$lab_file is not built"
	done
	unshare --mount --net --ipc --pid --fork true 2>/dev/null || lab_cannot "namespaces are not permitted here"
}

# The outer shell only waits. When it is killed, its unshare gets SIGKILL, and when unshare dies so
# does the first process inside, and with it the rest.
lab_outer()
{
	PATH=$PATH:/usr/sbin:/sbin
	lab_check
	trap 'kill -KILL "$lab_child" 2>/dev/null; exit 130' INT TERM HUP
	JJ_LAB=inside setpriv --pdeathsig KILL \
		unshare --mount --net --ipc --pid --fork --kill-child --mount-proc sh "$0" "$@" &
	lab_child=$!
	wait "$lab_child"
	exit $?
}

# wait_for SECONDS COMMAND...: until it succeeds, looking twenty times a second.
wait_for()
{
	lab_tries=$(($1 * 20))
	shift
	until "$@"; do
		lab_tries=$((lab_tries - 1))
		[ "$lab_tries" -gt 0 ] || return 1
		sleep 0.05
	done
}

lab_say_wait_failed()
{
	echo "# waited in vain: $*" >&2
	return 1
}

# HOST ADDRESS... with every address on one wire: a host reaches all others without a router.
lab_hosts='
mx        192.0.2.1     192.0.2.99    2001:db8:1::1
inside    192.0.2.10    2001:db8:1::10
remote    203.0.113.10  2001:db8:10::10
mx2       192.0.2.2
secondary 198.51.100.25
client    198.51.100.66 198.51.100.67 198.51.100.68 198.51.100.69 198.51.100.70 198.51.100.71 198.51.100.77 198.51.100.78 203.0.113.66 203.0.113.67 203.0.113.68 203.0.113.69 2001:db8:66::66
dns       203.0.113.53
db        192.0.2.20
'

# A host is a process that holds its namespaces; `on` enters them. A host with conf/HOST.conf is a
# mail server and finds its own Exim configuration, spool and log in the usual places.
lab_host()
{
	mkdir -p "$LAB/$1/etc" "$LAB/$1/spool" "$LAB/$1/log" "$LAB/$1/mail"
	chown Debian-exim: "$LAB/$1/spool" "$LAB/$1/log" "$LAB/$1/mail"
	# shellcheck disable=SC2016
	unshare --mount --net sh -c '
		mount --bind "$1/etc" /etc/exim4 && mount --bind "$1/spool" /var/spool/exim4 &&
		mount --bind "$1/log" /var/log/exim4 && mount --bind "$1/mail" /var/mail || exit
		echo $$ >"$1/pid.new" && mv "$1/pid.new" "$1/pid" && exec sleep infinity
	' host "$LAB/$1" </dev/null >/dev/null 2>"$LAB/$1/trouble" &
}

lab_wire()
{
	lab_name=$1
	shift
	wait_for 10 test -s "$LAB/$lab_name/pid" || lab_cannot "$lab_name: $(cat "$LAB/$lab_name/trouble")"
	ip link add "v-$lab_name" type veth peer name eth0 netns "$(cat "$LAB/$lab_name/pid")"
	ip link set "v-$lab_name" master wire up
	{
		echo "link set lo up"
		echo "link set eth0 up"
		for lab_address; do
			case $lab_address in
			*:*) echo "addr add $lab_address/128 dev eth0 nodad" ;;
			*) echo "addr add $lab_address/32 dev eth0" ;;
			esac
		done
		echo "route add default dev eth0"
		echo "-6 route add default dev eth0"
	} >"$LAB/$lab_name/wire"
	while read -r lab_command; do
		# shellcheck disable=SC2086
		on "$lab_name" ip $lab_command || lab_cannot "$lab_name: ip $lab_command failed"
	done <"$LAB/$lab_name/wire"
}

on()
{
	lab_pid=$(cat "$LAB/$1/pid")
	shift
	nsenter --target "$lab_pid" --mount --net -- "$@"
}

lab_inside()
{
	mount -t tmpfs -o mode=755 lab /run || exit
	mkdir -p "$LAB" /run/exim4
	printf 'nameserver 203.0.113.53\noptions timeout:1 attempts:2\n' >"$LAB/resolv.conf"
	# A link into /run, as systemd-resolved makes it, points into our own /run now.
	lab_resolv=$(readlink -m /etc/resolv.conf)
	[ -e "$lab_resolv" ] || { mkdir -p "$(dirname "$lab_resolv")" && : >"$lab_resolv"; }
	mount --bind "$LAB/resolv.conf" "$lab_resolv" || exit
	ip link set lo up
	ip link add wire type bridge && ip link set wire up || exit
	echo "$lab_hosts" | while read -r lab_name lab_addresses; do
		[ -z "$lab_name" ] || lab_host "$lab_name"
	done
	echo "$lab_hosts" | while read -r lab_name lab_addresses; do
		# shellcheck disable=SC2086
		[ -z "$lab_name" ] || lab_wire "$lab_name" $lab_addresses
	done
}

# --- daemons ---------------------------------------------------------------------------------

lab_port_open()
{
	on "$1" ss -Hltn "sport = :$2" | grep -q .
}

# start_dns [OPTION-OF-DNSMASQ]...
start_dns()
{
	on dns dnsmasq --keep-in-foreground --conf-file="$lab_top/tests/lab/conf/dns.conf" "$@" \
		>"$LAB/dns/log/dnsmasq" 2>&1 &
	wait_for 10 lab_port_open dns 53 || lab_cannot "dnsmasq: $(cat "$LAB/dns/log/dnsmasq")"
}

# start_exim HOST: the daemon with /etc/exim4/exim4.conf as that host sees it.
start_exim()
{
	[ -e "$LAB/$1/etc/exim4.conf" ] || cp "$lab_top/tests/lab/conf/$1.conf" "$LAB/$1/etc/exim4.conf"
	on "$1" exim4 -bdf -oP "$LAB/$1/exim.pid" </dev/null >"$LAB/$1/log/stderr" 2>&1 &
	wait_for 10 lab_port_open "$1" 25 ||
		lab_say_wait_failed "port 25 of $1: $(cat "$LAB/$1/log/"*)"
}

lab_gone()
{
	! kill -0 "$1" 2>/dev/null
}

# Not SIGTERM: the daemon takes two seconds over that, and holds nothing that could be lost.
stop_exim()
{
	lab_pid=$(cat "$LAB/$1/exim.pid") && kill -KILL "$lab_pid" && wait_for 10 lab_gone "$lab_pid"
}

# --- what the hosts did ----------------------------------------------------------------------

lab_lines()
{
	if [ -e "$LAB/$1" ]; then wc -l <"$LAB/$1"; else echo 0; fi
}

# mark HOST: `log` and `panic` show only what comes after this.
mark()
{
	lab_lines "$1/log/mainlog" >"$LAB/$1/mark"
	lab_lines "$1/log/paniclog" >"$LAB/$1/mark.panic"
}

# log HOST, panic HOST: the lines since `mark`, without their times.
log()
{
	lab_since "$1/log/mainlog" "$1/mark"
}

panic()
{
	lab_since "$1/log/paniclog" "$1/mark.panic"
}

lab_since()
{
	[ ! -e "$LAB/$1" ] || tail -n "+$(($(cat "$LAB/$2" 2>/dev/null || echo 0) + 1))" "$LAB/$1" |
		sed -E 's/^[0-9-]+ [0-9:]+ //'
}

# logged HOST RE: such a line came since `mark`. wait_log waits for it.
logged()
{
	log "$1" | grep -Eq -e "$2"
}

wait_log()
{
	wait_for "${3:-10}" logged "$1" "$2" || lab_say_wait_failed "$2 in the log of $1: $(log "$1")"
}

lab_queue_empty()
{
	[ "$(on "$1" exim4 -bpc)" = 0 ]
}

wait_queue()
{
	wait_for "${2:-20}" lab_queue_empty "$1" || lab_say_wait_failed "queue of $1: $(on "$1" exim4 -bp)"
}

# newest HOST USER: the file of the message delivered last to that user there; `delivered` how many.
newest()
{
	find "$LAB/$1/mail/$2/new" -type f -printf '%T@ %p\n' 2>/dev/null | sort -n | sed -n '$s/^[^ ]* //p'
}

delivered()
{
	find "$LAB/$1/mail/$2/new" -type f 2>/dev/null | wc -l
}

if [ -z "${JJ_LAB:-}" ]; then
	lab_outer "$@"
fi
lab_inside
