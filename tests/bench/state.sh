#!/bin/sh
# state.sh SECONDS [PART]... - what it costs to remember, in Exim's hints, SQLite, PostgreSQL
# and Redis.
#
# Each Exim has the generated configuration of a small policy, which differ in the place where
# greylisting remembers; `none` has neither greylisting nor a honeypot. No message gets beyond RCPT. All
# databases are in memory, so no row has a disk in it. SECONDS for one of the measurements.
# shellcheck disable=SC2046,SC2086 # lists of names
# shellcheck disable=SC2034,SC2154
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JJ_BUILD:-$here/../../build}
backends="exim sqlite pgsql redis"
sizes="10 1000 100000 1000000"

group=state tools=nsenter
exims="none"
for b in $backends; do
	exims="$exims $b $b-pot"
	for n in $sizes; do exims="$exims $b-$n"; done
done
cgroups="$exims postgres redis-server"
. "$here/inside.sh"
enter "$@"

seconds=$1
shift
parts=${*:-message crowd growth expire}
aclgen=$(cd "$build" && pwd)/aclgen
postgres=
for d in /usr/lib/postgresql/*/bin; do [ ! -x "$d/initdb" ] || postgres=$d; done

# No name is looked up: what the DNS costs is not what is measured.
ip route add local 198.18.0.0/15 dev lo
sed 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf >"$lab/nsswitch.conf"
mount --bind "$lab/nsswitch.conf" /etc/nsswitch.conf

# ---- servers ----

# missing BACKEND REASON
missing() {
	echo "bench: no rows of $1: $2" >&2
	backends=$(echo "$backends" | sed "s/\<$1\>//")
}

# as_server CGROUP USER COMMAND...
as_server() {
	# shellcheck disable=SC2016
	sh -c 'echo $$ >"$1/cgroup.procs" && user=$2 && shift 4 &&
		exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@"' \
		server "$JJ_CGROUP/$1" "$2" "$@" </dev/null
}

wait_for() {
	tries=200
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			cat "$lab"/*.log >&2
			echo "bench: it does not come up: $*" >&2
			exit 2
		}
		sleep 0.05
	done
}

start_postgres() {
	id postgres >/dev/null 2>&1 && owner=postgres || owner=nobody
	mkdir -p "$lab/postgres" /run/postgresql
	chown "$owner": "$lab/postgres" /run/postgresql
	as_server postgres "$owner" "$postgres/initdb" -D "$lab/postgres/data" -A trust -U postgres >"$lab/postgres.log" 2>&1
	# A server of its own for everything but the number of clients: as it is installed.
	as_server postgres "$owner" "$postgres/postgres" -D "$lab/postgres/data" -c max_connections=400 \
		-c listen_addresses= -k /run/postgresql >>"$lab/postgres.log" 2>&1 &
	wait_for "$postgres/pg_isready" -h /run/postgresql -U postgres
	sql -c 'CREATE USER joejob' postgres
}

sql() {
	"$postgres/psql" -h /run/postgresql -U postgres -X -q -v ON_ERROR_STOP=1 "$@"
}

start_redis() {
	mkdir -p "$lab/redis-server"
	chown nobody: "$lab/redis-server"
	as_server redis-server nobody redis-server --bind 127.0.0.1 --dir "$lab/redis-server" --save '' \
		--databases 16 >"$lab/redis-server.log" 2>&1 &
	wait_for redis-cli ping
}

[ -n "$postgres" ] && start_postgres || missing pgsql "PostgreSQL is not installed"
command -v redis-server >/dev/null && start_redis || missing redis "redis-server is not installed"
command -v sqlite3 >/dev/null || missing sqlite "sqlite3 is not installed"

# ---- policies and Exims ----

# The server of a backend, as bench_state takes it.
server_of() {
	case $1 in
	pgsql*) echo "=$JJ_CGROUP/postgres" ;;
	redis*) echo "=$JJ_CGROUP/redis-server" ;;
	esac
}

# state_of NAME: where it remembers.
state_of() {
	case $1 in
	exim*) echo "{backend: exim}" ;;
	sqlite*) echo "{backend: sqlite, file: $lab/$1/state/db}" ;;
	pgsql*) echo "{backend: pgsql, database: $(echo "$1" | tr - _)}" ;;
	redis) echo "{backend: redis}" ;;
	redis-*) echo "{backend: redis, database: \"$(redis_number "$1")\"}" ;;
	esac
}

redis_number() {
	case $1 in
	redis) echo 0 ;;
	redis-pot) echo 1 ;;
	redis-10) echo 2 ;;
	redis-1000) echo 3 ;;
	redis-100000) echo 4 ;;
	redis-1000000) echo 5 ;;
	esac
}

policy() {
	cat <<-END
		joejob: 1
		us:
		  hostname: mx.example.org
		  domains: {local: [example.org]}
		  outbound: [{for: "*", hosts: [mx.example.org], networks: [192.0.2.0/24], complete: yes}]
		bounces: {door: acl, forged: log}
		acknowledge: [AG336]
	END
	case $1 in
	none) return ;;
	*-pot) echo 'honeypot: {addresses: [trap@example.org]}' ;;
	*) echo 'greylist: {for: all}' ;;
	esac
	echo "state: $(state_of "$1")"
}

configuration() {
	cat <<-END
		$(main_options)
		host_lookup_order = byaddr

		.include /etc/exim4/joejob.inc

		$(to_nowhere)
	END
}

port=2500
made=
# make_exim NAME: and what it remembers in.
make_exim() {
	folders "$1"
	policy "$1" >"$lab/$1/policy.yaml"
	configuration >"$lab/$1/etc/exim4.conf"
	"$aclgen" build --no-exim -o "$lab/$1/etc" "$lab/$1/policy.yaml" >"$lab/$1/aclgen" 2>&1 || { cat "$lab/$1/aclgen" >&2; exit 2; }
	case $1 in
	pgsql*) sql -c "CREATE DATABASE $(echo "$1" | tr - _) OWNER joejob" postgres ;;
	esac
	[ "$1" = none ] || in_exim "$1" "$aclgen" state init "$lab/$1/policy.yaml" >"$lab/$1/aclgen"
	port=$((port + 1))
	start_exim "$1" "$port"
	made="$made $1"
	eval "$(echo "at_$1" | tr - _)=$1=$port=$JJ_CGROUP/$1$(server_of "$1")"
}

# peers NAME[:AS]...: as bench_state takes them; AS is how its samples are called.
peers() {
	for v; do
		eval "peer=\$$(echo "at_${v%%:*}" | tr - _)"
		echo "${v##*:}=${peer#*=}"
	done
}

# shellcheck disable=SC2086
measure() {
	taskset -c "$cpu" "$build/tests/bench_state" "$@"
}

share() {
	awk -v s="$seconds" -v k="$1" 'BEGIN { print s * k }'
}

# ---- rows ----

# rows COUNT GONE: keys, their times, and until when; the first GONE mean nothing any more.
rows() {
	perl -MDigest::SHA=sha1_hex -e '
		my ($n, $gone, $now) = (@ARGV, time);
		printf "known-%s\t%d\t%d\n", uc sha1_hex("bench $_"), $now - ($_ <= $gone ? 40 : 10) * 86400,
			$now + ($_ <= $gone ? -10 : 20) * 86400 for 1 .. $n' "$1" "$2"
}

# fill NAME: with the rows on stdin.
fill() {
	case $1 in
	exim*)
		# Exim asks by strings with the zero at their end.
		perl -MDB_File -e '
			$DB_HASH->{cachesize} = 512 << 20;
			tie my %h, "DB_File", $ARGV[0], O_RDWR | O_CREAT, 0640, $DB_HASH or die "$ARGV[0]: $!\n";
			while (<STDIN>) {
				my ($key, $at) = split;
				$h{"jj-$key\0"} = pack "q", $at;
			}' "$lab/$1/spool/db/seen"
		;;
	sqlite*) sqlite3 -batch -cmd '.mode tabs' "$lab/$1/state/db" '.import /dev/stdin joejob_state' ;;
	pgsql*) sql -c '\copy joejob_state from stdin' -c 'VACUUM ANALYZE joejob_state' "$(echo "$1" | tr - _)" ;;
	redis*)
		awk -v n="$(redis_number "$1")" -v now="$(date +%s)" 'BEGIN { print "SELECT " n "\r" }
			{ print "SET joejob:" $1 " " $2 " EX " ($3 > now ? $3 - now : 86400) "\r" }' |
			redis-cli --pipe >"$lab/$1/filled"
		;;
	esac
}

# Somebody who has come back once.
make_known() {
	# shellcheck disable=SC2016
	in_exim "$1" exim4 -be '${acl{acl_jj_store}{known-${sha1:198.18.0.0/24}}{2592000}}'
	chown -R Debian-exim: "$lab/$1/spool"
}
# ---- parts ----

in_message() {
	make_exim none
	pots=
	for b in $backends; do
		make_exim "$b"
		make_exim "$b-pot"
		pots="$pots $b-pot:$b"
	done
	await_exims $made
	for b in $backends; do
		[ "$(make_known "$b")" = yes ] || {
			echo "bench: $b does not remember" >&2
			exit 2
		}
	done
	for each in one each; do
		opt=$([ $each = one ] || echo -c)
		measure $opt -t "$(share 1)" -k -n "$each.known" $(peers none $backends)
		measure $opt -t "$(share 1)" -n "$each.first" $(peers none $backends)
		measure $opt -t "$(share 1)" -k -n "$each.visitor" $(peers none $pots)
	done
}

# All CPUs.
in_crowd() {
	for v in none $backends; do
		[ -e "$lab/$v" ] || make_exim "$v"
	done
	await_exims none $backends
	for v in none $backends; do
		taskset -pc "0-$(($(nproc --all) - 1))" "$(cat "$lab/$v/pid")" >/dev/null
	done
	"$build/tests/bench_crowd" -p 200 -t "$(share 6)" -n state.crowd $(peers none $backends)
}

# Half of the most rows are expired, for what follows; nobody asks for any of them.
in_growth() {
	for n in $sizes; do
		rows "$n" $((n == 1000000 ? n / 2 : 0)) >"$lab/rows.$n"
	done
	for b in $backends; do
		sized=
		for n in $sizes; do
			make_exim "$b-$n"
			[ "$b" != exim ] || make_known "$b-$n" >/dev/null
			fill "$b-$n" <"$lab/rows.$n"
			sized="$sized $b-$n:$b.$n"
		done
		await_exims $(for n in $sizes; do echo "$b-$n"; done)
		# One server has all four; what it needs for each cannot be told apart.
		measure -t "$(share 1)" -n grow $(peers $sized | sed 's/=[^=]*server$//; s/=[^=]*postgres$//')
	done
}

in_expire() {
	[ -e "$lab/rows.1000000" ] || in_growth
	for b in $backends; do
		[ "$b" != redis ] || continue
		"$build/tests/bench_state" -n expire $(peers "$b-1000000:$b") \
			nsenter --mount --target "$(cat "$lab/$b-1000000/pid")" \
			"$aclgen" state expire "$lab/$b-1000000/policy.yaml"
	done
}

for p in $parts; do "in_$p"; done

# Each of them did what its rows say.
no_panic $made
for v in $made; do
	! grep -vE ' daemon started: | rule=greylist |no host name found' "$lab/$v/log/mainlog" >&2 || exit 2
done
