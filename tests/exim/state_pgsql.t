#!/bin/sh
# Greylisting and the honeypot remember in a real PostgreSQL, and mail flows whatever happens to it.
. "$(dirname "$0")/../lab/test.sh"
. "$(dirname "$0")/../lab/db.sh"

# A connection that is lost in the middle of a conversation: the first message finds it well.
# in_one_connection TITLE COMMAND...: the command runs between two messages, the client waiting.
in_one_connection()
{
	hold_title=$1
	shift
	mkfifo "$LAB/script.fifo"
	mark mx
	converse $STRANGER 192.0.2.1 <"$LAB/script.fifo" >"$LAB/dialogue" 2>&1 &
	hold_pid=$!
	exec 4>"$LAB/script.fifo"
	rm "$LAB/script.fifo"
	{
		hello $STRANGER
		printf 'mail %s <held-a%s@sender.example> <user@example.org>\n< 451 greylist\n' "$BOUNCES/mail.eml" $hold_pid
	} >&4
	wait_log mx 'rule=greylist'
	("$@") 4>&-
	hold_before=$(date +%s%3N)
	{
		printf 'mail %s <held-b%s@sender.example> <user@example.org>\n< 250\n' "$BOUNCES/mail.eml" $hold_pid
		printf '> QUIT\n< 221\n'
	} >&4
	exec 4>&-
	wait $hold_pid
	result $? "$hold_title: the next mail in the same connection gets 250"
	hold_took=$(($(date +%s%3N) - hold_before))
	[ -z "${MEASURE:-}" ] || echo "# $hold_title: $hold_took ms" >&2
	[ "$hold_took" -lt $((TOO_LONG * 1000)) ]
	result $? "... in time"
}

restart_pgsql()
{
	stop_pgsql && start_pgsql
}

# with_lock MODE: somebody holds the table until let_go.
with_lock()
{
	as postgres "$PG_BIN/psql" -h "$PG" -X -q -A -t -d joejob -c "BEGIN; LOCK TABLE joejob_state IN $1 MODE; SELECT pg_sleep(60)" \
		>/dev/null 2>&1 &
	wait_for 10 lock_is_held
}

lock_is_held()
{
	[ "$(sql "SELECT count(*) FROM pg_locks WHERE relation='joejob_state'::regclass AND granted")" != 0 ]
}

let_go()
{
	sql "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation='joejob_state'::regclass" >/dev/null
}

# setting LINE: of the server, from now on. Not by psql, which a slow server keeps waiting as well.
setting()
{
	echo "$1" >>"$PG/data/postgresql.conf"
	kill -HUP "$(head -n 1 "$PG/data/postmaster.pid")"
	sleep 0.3
}

(umask 077 && echo s3kr1t-pw >"$LAB/password")
start_dns
make_pgsql
start_pgsql
make_joejob_database
remembering mx "{backend: pgsql, server: $DB, password: {file: $LAB/password}, wait: ${WAIT}s}"
ok "aclgen state init makes the tables" state init
trap_visitor "PostgreSQL"
works "it is there"

# FAULT                         THE LOG SAYS
stop_pgsql
away "stopped" 'PGSQL connection failed: .*Connection refused'
start_pgsql
works "started again"

in_one_connection "restarted" restart_pgsql
complaints "... with one entry in the log" 1 'PGSQL: query failed: .*(terminating connection|server closed the connection)'
works "restarted"

unplug mx $DB
away "unplugged" 'PGSQL connection failed: .*timeout expired'
plug mx $DB
works "plugged in again"

in_one_connection "unplugged" unplug mx $DB
complaints "... with one entry in the log" 1 'PGSQL: query failed: '
plug mx $DB
works "plugged in again"

setting "pre_auth_delay = 5"
slow "slow: 5 s for each connection" 'PGSQL connection failed: .*timeout expired'
setting "pre_auth_delay = 0"
works "fast again"

postmaster=$(head -n 1 "$PG/data/postmaster.pid")
kill -STOP "$postmaster"
slow "frozen" 'PGSQL connection failed: .*timeout expired'
kill -CONT "$postmaster"
works "thawed"

with_lock "ACCESS EXCLUSIVE"
slow "the table is locked" 'PGSQL: query failed: .*canceling statement due to statement timeout'
let_go
with_lock "EXCLUSIVE"
away "the table is locked against writing" 'PGSQL: query failed: .*canceling statement due to statement timeout' 0 250 550
let_go
works "unlocked"

sql "ALTER ROLE joejob PASSWORD 'another'"
away "wrong password" 'PGSQL connection failed: .*password authentication failed for user "joejob"'
sql "ALTER ROLE joejob PASSWORD '$(cat "$LAB/password")'"
works "the right one"

sql "ALTER ROLE joejob CONNECTION LIMIT 0"
away "too many connections" 'PGSQL connection failed: .*too many connections for role "joejob"'
sql "ALTER ROLE joejob CONNECTION LIMIT -1" "ALTER DATABASE joejob SET default_transaction_read_only = on"
away "read-only, as a standby" 'PGSQL: query failed: .*cannot execute INSERT in a read-only transaction' 0 250 550
DATABASE=postgres sql "ALTER DATABASE joejob RESET default_transaction_read_only"
works "read-only no more"

# Its table on a small disk that something else fills.
disk db "$LAB/db/disk" postgres 2m
sql "CREATE TABLESPACE small LOCATION '$LAB/db/disk'" "ALTER TABLE joejob_state SET TABLESPACE small" \
	"ALTER INDEX joejob_state_pkey SET TABLESPACE small" "ALTER INDEX joejob_state_until SET TABLESPACE small"
fill db "$LAB/db/disk"
sql "INSERT INTO joejob_state SELECT 'known-filler-' || n, 0, 0 FROM generate_series(1, 1000) n" 2>/dev/null
while sql "INSERT INTO joejob_state SELECT 'known-filler-' || random(), 0, 0" 2>/dev/null; do :; done
away "the disk is full" 'PGSQL: query failed: .*No space left on device' 0 250 550
unfill db "$LAB/db/disk"
works "the disk is free again"

file=$(sql "CHECKPOINT" "SELECT pg_relation_filepath('joejob_state')")
stop_pgsql
on db cp "$PG/data/$file" "$LAB/db/good"
on db dd if=/dev/urandom of="$PG/data/$file" bs=8k count=4 conv=notrunc 2>/dev/null
start_pgsql
away "the table is corrupt" 'PGSQL: query failed: .*invalid page in block'
ok "aclgen state show says so" eval 'state show 2>&1 | grep -q "invalid page"'
stop_pgsql
on db cp "$LAB/db/good" "$PG/data/$file"
start_pgsql
works "put right again"

sql "DROP TABLE joejob_state"
away "no tables" 'PGSQL: query failed: .*relation "joejob_state" does not exist'
ok "aclgen state init makes them" state init
trap_visitor "made"
works "made"
DATABASE=postgres sql "ALTER DATABASE joejob RENAME TO gone"
away "no database" 'PGSQL connection failed: .*database "joejob" does not exist'
DATABASE=postgres sql "ALTER DATABASE gone RENAME TO joejob"
works "named right again"
done_testing
