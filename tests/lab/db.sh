# db.sh - the servers that a policy can remember in, on host db, and MXs that do; sourced after
# test.sh by tests/exim/state_*.t.
#
# Each server is the distribution's own, with its data in the lab's tmpfs, run as its own user, and
# stopped by its pid. How each fault is made stands in the tests.
# shellcheck shell=sh disable=SC2154,SC2034

DB=192.0.2.20
PG=$LAB/db/pgsql
REDIS=$LAB/db/redis
WAIT=2 # state.wait, the least there is
# The machine may have much else to do. Whatever waits for ever, or for a TCP connection, is longer.
TOO_LONG=$((WAIT + 5))

# --- servers ---------------------------------------------------------------------------------

db_needs()
{
	for db_user; do
		id -u "$db_user" >/dev/null 2>&1 || lab_cannot "there is no user $db_user: its server is not installed"
	done
	# What PostgreSQL shares is the lab's as well.
	on db mount -t tmpfs -o mode=1777 shm /dev/shm
}

# as USER COMMAND...: on host db.
as()
{
	db_user=$1
	shift
	on db setpriv --reuid "$db_user" --regid "$db_user" --clear-groups --inh-caps=-all "$@"
}

# make_pgsql: a cluster without anything in it, whose owner comes in by its socket alone.
make_pgsql()
{
	db_needs postgres
	PG_BIN=$(find /usr/lib/postgresql/*/bin -name postgres 2>/dev/null | sort -V | tail -n 1)
	[ -n "$PG_BIN" ] || lab_cannot "PostgreSQL is not installed"
	PG_BIN=${PG_BIN%/postgres}
	install -d -o postgres -g postgres -m 755 "$PG"
	as postgres "$PG_BIN/initdb" -D "$PG/data" -N --auth-host=scram-sha-256 --auth-local=peer -E UTF8 \
		--locale=C >"$LAB/db/log/initdb" 2>&1 || lab_cannot "initdb: $(cat "$LAB/db/log/initdb")"
	cat >>"$PG/data/postgresql.conf" <<-END
		listen_addresses = '$DB'
		unix_socket_directories = '$PG'
		fsync = off
		shared_buffers = 16MB
		max_connections = 40
		log_statement = all
	END
	echo 'host all all 192.0.2.0/24 scram-sha-256' >>"$PG/data/pg_hba.conf"
}

pgsql_is_up()
{
	as postgres "$PG_BIN/pg_isready" -q -h "$PG"
}

start_pgsql()
{
	as postgres "$PG_BIN/postgres" -D "$PG/data" >>"$PG/log" 2>&1 &
	wait_for 20 pgsql_is_up || lab_say_wait_failed "PostgreSQL: $(tail -n 5 "$PG/log")"
}

# stop_pgsql [SIGNAL]: INT, the default, does not wait for those who are connected.
stop_pgsql()
{
	lab_pid=$(head -n 1 "$PG/data/postmaster.pid") && kill "-${1:-INT}" "$lab_pid" &&
		wait_for 20 lab_gone "$lab_pid"
}

# sql STATEMENT...: as the server's owner, in the database joejob if it is there; prints values alone.
sql()
{
	for db_statement; do
		as postgres "$PG_BIN/psql" -h "$PG" -X -q -A -t -d "${DATABASE:-joejob}" -v ON_ERROR_STOP=1 \
			-c "$db_statement" || return
	done
}

# make_joejob_database: role and database as the manual says, with the password of $LAB/password.
make_joejob_database()
{
	DATABASE=postgres sql "CREATE ROLE joejob LOGIN PASSWORD '$(cat "$LAB/password")'" \
		"CREATE DATABASE joejob OWNER joejob"
}

# start_redis [OPTION...]: on a disk of its own, which can be filled.
start_redis()
{
	[ -d "$REDIS" ] || {
		db_needs redis
		disk db "$REDIS" redis 8m
	}
	as redis redis-server --bind "$DB" --port 6379 --dir "$REDIS" --daemonize no --protected-mode no \
		--save "3600 1" --logfile "" "$@" >>"$LAB/db/log/redis" 2>&1 &
	wait_for 20 redis_is_up || lab_say_wait_failed "Redis: $(tail -n 5 "$LAB/db/log/redis")"
}

redis_is_up()
{
	on db redis-cli -h "$DB" ping 2>/dev/null | grep -Eq 'PONG|NOAUTH'
}

# stop_redis [SIGNAL]: TERM, the default, has it write down what it knows.
stop_redis()
{
	lab_pid=$(redis_pid) && kill "-${1:-TERM}" "$lab_pid" && wait_for 20 lab_gone "$lab_pid"
}

redis_pid()
{
	on db ss -Hltnp "sport = :6379" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1
}

redis()
{
	on db redis-cli -h "$DB" "$@"
}

# unplug HOST ADDRESS: what HOST sends there gets lost on the wire, also in a connection that is open;
# plug brings it back.
unplug()
{
	on "$1" ip neigh replace "$2" lladdr 02:00:00:00:00:01 nud permanent dev eth0
}

plug()
{
	on "$1" ip neigh del "$2" dev eth0
}

# disk HOST FOLDER USER SIZE: a disk of its own; its files are seen on that host alone.
disk()
{
	mkdir -p "$2" && on "$1" mount -t tmpfs -o "mode=750,uid=$(id -u "$3"),gid=$(id -g "$3"),size=$4" disk "$2"
}

# fill HOST FOLDER: until nothing more fits. unfill HOST FOLDER.
fill()
{
	on "$1" dd if=/dev/zero of="$2/filler" bs=4k 2>/dev/null
}

unfill()
{
	on "$1" rm "$2/filler"
}

# --- MXs that remember -----------------------------------------------------------------------

# remembering HOST STATE [DELAY]: that MX, with greylisting and a honeypot that remember there, is
# built; what an earlier policy left is gone.
remembering()
{
	cat >"$LAB/$1/policy.yaml" <<-END
		joejob: 1
		us:
		  hostname: $1.example.org
		  domains: {local: [example.org]}
		  relay_from: [192.0.2.10]
		greylist: {for: all, delay: ${3:-1h}, window: 2h, keep: 30d}
		honeypot: {addresses: [trap@example.org], block: 14d}
		state: $2
		acknowledge: [AG336, AG380]
	END
	db_host=$1
	cp "$BUILD/local_scan.so" "$MODULE"
	sed "s/mx\.example\.org/$1.example.org/" "$lab_top/tests/lab/conf/mx.conf" >"$LAB/$1/etc/exim4.conf"
	build_state "$1" >"$LAB/build" 2>&1 || {
		sed 's/^/# /' "$LAB/build" >&2
		lab_say_wait_failed "aclgen build for $2"
		exit 1
	}
	[ ! -e "$LAB/$1/exim.pid" ] || stop_exim "$1"
	find "$LAB/$1/spool" "$LAB/$1/log" "$LAB/$1/mail" -mindepth 1 -delete
	start_exim "$1"
	mark "$1"
}

build_state()
{
	db_host=$1
	shift
	on "$db_host" "$BUILD/aclgen" build "$LAB/$db_host/policy.yaml" -o /etc/exim4/joejob --module "$MODULE" "$@"
}

# state ACTION [OPTION...]: aclgen state, on the MX.
state()
{
	on mx "$BUILD/aclgen" state "$@" "$LAB/mx/policy.yaml"
}

# --- what they answer ------------------------------------------------------------------------

STRANGER=198.51.100.67
VISITOR=203.0.113.69
db_senders=0

# to MX TITLE SOURCE EXPECTED [SENDER [RECIPIENT]]: by somebody new, unless a sender is named.
to()
{
	db_senders=$((db_senders + 1))
	talk "$2" "$3" "$1" <<-END
		mail $BOUNCES/mail.eml <${5:-sender$db_senders@sender.example}> <${6:-user@example.org}>
		< $4
	END
}

# trap_visitor: VISITOR is one from now on.
trap_visitor()
{
	to 192.0.2.1 "$1: a visitor is trapped" $VISITOR "550 honeypot.address" "" trap@example.org
}

# works TITLE: greylisting and the honeypot do what they are for.
works()
{
	to 192.0.2.1 "$1: a stranger is greylisted" $STRANGER "451 greylist"
	complaints "... with no complaint" 0
	to 192.0.2.1 "... and the visitor refused" $VISITOR "550 (honeypot)"
	complaints "... with no complaint" 0
}

# away TITLE LINE [PANIC [STRANGER [VISITOR]]]: while a fault lasts. Good mail and that of a visitor of the
# honeypot is taken, unless other replies are named, in time; each with one entry in the log that fits
# LINE (an ERE) and PANIC lines in the panic log, or none of both where nothing is amiss. ENTRIES=some where
# a library of Exim's says more than one thing.
away()
{
	away_one "$1: a stranger" $STRANGER "${4:-250}" "$2" "${3:-0}"
	away_one "... and the visitor" $VISITOR "${5:-250}" "$2" "${3:-0}"
}

# slow TITLE LINE: the same for a stranger alone, where each answer takes its time.
slow()
{
	away_one "$1: a stranger" $STRANGER 250 "$2" 0
}

away_one()
{
	db_before=$(date +%s%3N)
	to 192.0.2.1 "$1 gets $3" "$2" "$3"
	db_took=$(($(date +%s%3N) - db_before))
	[ -z "${MEASURE:-}" ] || echo "# $1: $3 in $db_took ms" >&2
	[ "$db_took" -lt $((TOO_LONG * 1000)) ]
	result $? "... in time" || echo "# it took $db_took ms" >&2
	case $3 in
	250) complaints "... with ${ENTRIES:-one} entry in the log that says why" "${ENTRIES:-1}" "$4" "$5" ;;
	*) complaints "... with no complaint" 0 ;;
	esac
}

# complaints TITLE N [LINE [PANIC]]: the entries of the main log since the last talk that are neither a
# message's way nor a refusal of ours, nor of a delivery, fit LINE and are N, or `some` among others.
# What libpq says can have several lines; an entry begins with its time.
complaints()
{
	db_first=$(($(cat "$LAB/mx/mark") + 1))
	tail -n "+$db_first" "$LAB/mx/log/mainlog" | sed -nE 's/^[0-9]{4}-[0-9-]+ [0-9:]+ //p' |
		grep -Ev ' (<=|=>|Completed)|joejob rule=|no host name found|retry\.lockfile' >"$LAB/complaints"
	if [ -n "${MEASURE:-}" ]; then
		sed 's/^/# main: /' "$LAB/complaints" >&2
		panic mx | sed 's/^/# panic: /' >&2
	fi
	db_fit=$(grep -Ec -e "${3:-.}" "$LAB/complaints")
	case $2 in
	some) [ "$db_fit" -gt 0 ] ;;
	*) [ "$(wc -l <"$LAB/complaints") $db_fit" = "$2 $2" ] ;;
	esac && [ "$(panic mx | wc -l)" = "${4:-0}" ]
	result $? "$1"
}
