#!/bin/sh
# The lab itself: however it ends, no process, mount, network device or file of it stays behind.

if [ "${1:-}" = inner ]; then
	. "$(dirname "$0")/../lab/test.sh"
	world
	[ "$3" != check ] || build_site acl
	[ "$3" != databases ] || {
		. "$(dirname "$0")/../lab/db.sh"
		make_pgsql
		start_pgsql
		start_redis
	}
	echo $$ >"$2/up"
	case $3 in
	end) ;;
	check) while :; do "$BUILD/aclgen" check --module "$MODULE" "$POLICY"; done ;;
	*) sleep 600 ;;
	esac
	exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
failed=0
mkdir "$tmp/tmp"

# All that a lab could leave; its processes carry a mark in their environment.
traces()
{
	grep -lzs "^LAB_MARK=$tmp$" /proc/[0-9]*/environ | sed 's/^/process: /'
	cut -d' ' -f4- /proc/self/mountinfo | sed 's/^/mount: /'
	find /sys/class/net /run/netns 2>/dev/null | sed 's/^/network: /'
	cut -c1-24 /proc/sysvipc/shm /dev/null | sed 's/^/shared memory: /'
	find /dev/shm -name 'PostgreSQL*' | sed 's/^/shared memory: /'
	find /etc/exim4 /var/spool/exim4 -printf 'file: %p %T@ %s\n' 2>/dev/null
	# Asked for an option of its own configuration, by whatever else runs here, Exim writes there, too.
	grep -rv 'purging the environment\|keep_environment' /var/log/exim4 2>/dev/null | sed 's/^/log: /'
	find "$tmp/tmp" /tmp/aclgen.* 2>/dev/null | sed 's/^/temporary: /'
}

same()
{
	traces | sort >"$tmp/after"
	cmp -s "$tmp/before" "$tmp/after"
}

wait_until()
{
	for _ in $(seq 300); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

# ended HOW COMMAND...: the lab comes up, is ended by the command with its process as last argument,
# and all is as before.
ended()
{
	how=$1
	shift
	rm -f "$tmp/up"
	traces | sort >"$tmp/before"
	LAB_MARK=$tmp TMPDIR=$tmp/tmp setsid env --default-signal=INT,QUIT,HUP,TERM \
		sh "$0" inner "$tmp" "$how" >"$tmp/out" 2>&1 &
	lab=$!
	n=$((n + 1))
	if ! { wait_until test -e "$tmp/up" && { [ "$how" = end ] || "$@" "$lab"; } &&
		wait_until same; }; then
		failed=1
		printf 'not '
		{
			cat "$tmp/out"
			diff "$tmp/before" "$tmp/after"
		} | sed 's/^/# /' >&2
	fi
	echo "ok $n - nothing stays behind: $how"
}

to_group()
{
	kill "-$1" "-$2"
}

# In the middle of what aclgen does in the lab.
half_a_second_later()
{
	sleep 0.5
	to_group "$@"
}

# A first look, which also says whether a lab is possible here.
out=$(LAB_MARK=$tmp sh "$0" inner "$tmp" end 2>&1)
case $out in
*SKIP* | "not ok"*)
	echo "$out"
	exit 0
	;;
esac
ended end true
ended Ctrl-C to_group INT
ended "SIGTERM to the script" kill -TERM
ended "SIGHUP to all" to_group HUP
ended "SIGKILL to the script" kill -KILL
ended check half_a_second_later KILL
ended databases to_group KILL
echo "1..$n"
exit "$failed"
