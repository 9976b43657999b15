#!/bin/sh
# Greylisting and the honeypot remember in a real Redis, and mail flows whatever happens to it.
. "$(dirname "$0")/../lab/test.sh"
. "$(dirname "$0")/../lab/db.sh"

silent="joejob state=down backend=redis: $DB does not answer within ${WAIT}s"

# answers CODE: what is logged where it answers with an error.
answers()
{
	echo "joejob state=down backend=redis: $DB answers $1\$"
}

start_dns
start_redis
remembering mx "{backend: redis, server: $DB, database: 3, wait: ${WAIT}s}"
ok "aclgen state init finds it" state init
trap_visitor "Redis"
works "it is there"

# FAULT                         THE LOG SAYS
stop_redis
away "stopped" "$silent"
start_redis
works "started again"
stop_redis KILL
start_redis
works "killed and started again"

unplug mx $DB
away "unplugged" "$silent"
plug mx $DB
works "plugged in again"

redis client pause 6000 >/dev/null
slow "slow: it answers after 6 s" "$silent"
redis ping >/dev/null # waits as well
works "fast again"

redis_frozen=$(redis_pid)
kill -STOP "$redis_frozen"
slow "frozen" "$silent"
kill -CONT "$redis_frozen"
works "thawed"

redis config set busy-reply-threshold 50 >/dev/null
redis eval "while true do end" 0 >/dev/null 2>&1 &
sleep 0.3
away "locked: a script runs for ever" "$(answers BUSY)"
redis script kill >/dev/null
works "unlocked"

redis config set requirepass another >/dev/null
away "a password that we do not have" "$(answers NOAUTH)"
redis -a another config set requirepass "" >/dev/null 2>&1
works "no password"

# What cannot be saved is not taken: stop-writes-on-bgsave-error, which is Redis' default.
fill db "$REDIS"
redis bgsave >/dev/null
wait_for 10 eval 'redis info persistence | grep -q rdb_last_bgsave_status:err'
away "the disk is full" "$(answers MISCONF)" 0 250 550
unfill db "$REDIS"
redis bgsave >/dev/null
wait_for 10 eval 'redis info persistence | grep -q rdb_last_bgsave_status:ok'
works "the disk is free again"

redis config set maxmemory 1 >/dev/null
away "no memory" "$(answers OOM)" 0 250 550
redis config set maxmemory 0 >/dev/null
redis config set replica-read-only yes >/dev/null
redis replicaof 192.0.2.21 6379 >/dev/null
away "a replica" "$(answers READONLY)" 0 250 550
redis replicaof no one >/dev/null
works "the master again"

stop_redis
on db cp "$REDIS/dump.rdb" "$LAB/db/good"
on db dd if=/dev/urandom of="$REDIS/dump.rdb" bs=64 count=1 conv=notrunc 2>/dev/null
redis_dies()
{
	! as redis redis-server --bind "$DB" --dir "$REDIS" --save "3600 1" --logfile "" >>"$LAB/db/log/redis" 2>&1
}
ok "with a corrupt dump Redis does not start" redis_dies
away "the dump is corrupt" "$silent"
on db cp "$LAB/db/good" "$REDIS/dump.rdb"
start_redis
works "put right again"

# It does not start with what it has no room for.
redis -n 3 flushdb >/dev/null
stop_redis
on db rm "$REDIS/dump.rdb"
start_redis --databases 2
away "no such database" "$(answers ERR)"
stop_redis
start_redis
trap_visitor "forgotten, and remembered anew"
works "forgotten, and remembered anew"
key=$(redis -n 3 --scan --pattern 'joejob:visitor-*')
redis -n 3 del "$key" >/dev/null
redis -n 3 lpush "$key" x >/dev/null
to 192.0.2.1 "corrupt: a key of another type: the visitor gets 250" $VISITOR 250
complaints "... with one entry in the log that says why" 1 "$(answers WRONGTYPE)"
trap_visitor "written anew"
works "written anew"

all_end()
{
	[ "$(redis -n 3 dbsize)" -gt 2 ] || return
	for key in $(redis -n 3 --scan); do
		case $key in
		joejob:visitor-*) [ "$(redis -n 3 ttl "$key")" -gt 1209000 ] ;;
		joejob:first-*) [ "$(redis -n 3 ttl "$key")" -gt 7000 ] ;;
		esac || return
	done
}
ok "each key goes by itself, in its time" all_end
done_testing
