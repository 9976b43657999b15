#!/bin/sh
# Two MXs remember as one, in PostgreSQL and in Redis: who was greylisted at one passes at the other,
# who was trapped at one is refused at the other, and what the server knew it knows after a restart.
. "$(dirname "$0")/../lab/test.sh"
. "$(dirname "$0")/../lab/db.sh"

MX1=192.0.2.1
MX2=192.0.2.2
CLIENT=198.51.100.68
# Two attempts come within it, on a slow machine as well.
DELAY=8

# both STATE [DELAY]: both MXs.
both()
{
	remembering mx "$@"
	remembering mx2 "$@"
}

# share NAME RESTART...: what has to be so whoever remembers; RESTART stops the server and starts it.
share()
{
	share_name=$1
	shift
	to $MX1 "$share_name: the first attempt, at one MX" $CLIENT "451 greylist" "$share_name@sender.example"
	to $MX2 "... too early, at the other" $CLIENT "451 greylist" "$share_name@sender.example"
	sleep $DELAY
	ok "... the server is stopped and started" "$@"
	to $MX2 "... and later, at the other: it passes" $CLIENT 250 "$share_name@sender.example"
	to $MX1 "... and its network is known at the first" $CLIENT 250
	to $MX2 "... and at the other" $CLIENT 250

	to $MX2 "$share_name: a visitor of the other's honeypot" $VISITOR "550 honeypot.address" "" trap@example.org
	to $MX1 "... is refused at the first" $VISITOR "550 (honeypot)"
	ok "... the server is stopped and started" "$@"
	to $MX1 "... is refused at the first" $VISITOR "550 (honeypot)"
	to $MX2 "... and at the other" $VISITOR "550 (honeypot)"
	ok "... nothing was amiss" eval '! grep -hE "state=down|statement skipped" "$LAB/mx/log/mainlog" "$LAB/mx2/log/mainlog"'
}

# down_at_both NAME STOP START: with nobody to ask, good mail passes at both, and afterwards all is as
# it was.
down_at_both()
{
	ok "$1 is stopped" "$2"
	to $MX1 "... a stranger passes at one MX" 203.0.113.66 250
	to $MX2 "... and at the other" 203.0.113.66 250
	ok "... and started" "$3"
	to $MX2 "... the visitor is refused again" $VISITOR "550 (honeypot)"
	to $MX1 "... a stranger is greylisted again" 203.0.113.66 "451 greylist"
}

restart_pgsql()
{
	stop_pgsql && start_pgsql
}

restart_redis()
{
	stop_redis && start_redis
}

# What a list of Exim, its macros or a quoted string could take for something else.
(umask 077 && printf '%s\n' 's3kr1t-pw:"\$x{y}#JOEJOB,E%z' >"$LAB/password")
start_dns
make_pgsql
start_pgsql
make_joejob_database
# Two at once, as two MXs do that are upgraded by the same hand.
both "{backend: pgsql, shared: yes, server: $DB, password: {file: $LAB/password}, wait: ${WAIT}s}" ${DELAY}s
on mx2 "$BUILD/aclgen" state init "$LAB/mx2/policy.yaml" >"$LAB/init2" 2>&1 &
init=$!
ok "aclgen state init, by two at once" state init
wait $init
result $? "... and the other one"
share PostgreSQL restart_pgsql
down_at_both PostgreSQL stop_pgsql start_pgsql

# Version 1 had no index. The rows stay.
sql "DROP INDEX joejob_state_until" "UPDATE joejob_schema SET version = 1"
ok "tables of version 1 are told" eval '! state show >"$LAB/dialogue" 2>&1 && grep -q "missing or old" "$LAB/dialogue"'
rows=$(sql "SELECT count(*) FROM joejob_state")
ok "... and brought up to date" eval '[ "$(state init)" = "pgsql $DB is brought up to date" ]'
ok "... with all rows" [ "$(sql "SELECT count(*) FROM joejob_state") $(sql "SELECT version FROM joejob_schema")" = "$rows 2" ]
to $MX1 "... and the visitor is refused" $VISITOR "550 (honeypot)"
sql "INSERT INTO joejob_state SELECT 'first-' || n, 1, 2 FROM generate_series(1, 25000) n" \
	"UPDATE joejob_schema SET version = 99"
ok "tables of a newer version are left alone" eval '! state expire >"$LAB/dialogue" 2>&1 && grep -q "take a newer aclgen" "$LAB/dialogue"'
sql "UPDATE joejob_schema SET version = 2"
ok "aclgen state expire" state expire
ok "... takes away what means nothing more, and nothing else" [ "$(sql "SELECT count(*) FROM joejob_state")" = "$rows" ]

# The password is Exim's and root's alone.
secret=$LAB/mx/etc/joejob/joejob-state.inc
ok "the password stands in a file for root alone" [ "$(stat -c '%a %U' "$secret") $(grep -c s3kr1t "$secret")" = "600 root 1" ]
ok "... and in no other" eval '! grep -rl s3kr1t-pw "$LAB/mx/etc" "$LAB/mx/spool" "$LAB/mx/log" | grep -v joejob-state.inc'
printf 'EHLO [198.51.100.70]\r\nMAIL FROM:<debug@sender.example>\r\nRCPT TO:<user@example.org>\r\nQUIT\r\n' |
	on mx exim4 -d+all -bh 198.51.100.70 >"$LAB/debug" 2>&1
ok "debug output shows the server" grep -q "PostgreSQL query" "$LAB/debug"
ok "... and not the password" eval '! grep -q s3kr1t-pw "$LAB/debug"'
on mx setpriv --reuid nobody --regid nogroup --clear-groups sh -c 'exim4 -bP config; exim4 -bP pgsql_servers' >"$LAB/debug" 2>&1
ok "nor what Exim tells anybody of its configuration" eval '[ -s "$LAB/debug" ] && ! grep -q s3kr1t-pw "$LAB/debug"'
echo another >"$LAB/password"
ok "a new password: --diff says that the file would change, and not how" eval \
	'build_state mx --diff >"$LAB/debug" 2>&1 && grep -q "joejob-state.inc would change; it is not shown" "$LAB/debug" && ! grep -qE "s3kr1t|another" "$LAB/debug"'
echo '# mine' >>"$secret"
ok "... changed by hand, it is not overwritten" eval '! build_state mx >"$LAB/debug" 2>&1 && grep -q "has been changed by hand" "$LAB/debug"'
ok "... unless it has to be" build_state mx --force
chmod 644 "$LAB/password"
ok "a password that others can read is refused" eval '! build_state mx >"$LAB/debug" 2>&1 && grep -q "AG382" "$LAB/debug"'
sed -i 's/^state:.*/state: {backend: exim}/' "$LAB/mx/policy.yaml"
ok "with the hints again, the file is gone" eval 'build_state mx >"$LAB/debug" 2>&1 && [ ! -e "$secret" ]'
stop_pgsql

start_redis
both "{backend: redis, shared: yes, server: $DB, wait: ${WAIT}s}" ${DELAY}s
share Redis restart_redis
down_at_both Redis stop_redis start_redis
done_testing
