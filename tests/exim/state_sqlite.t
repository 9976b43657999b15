#!/bin/sh
# Greylisting and the honeypot remember in a file of SQLite, and mail flows whatever happens to it.
. "$(dirname "$0")/../lab/test.sh"
. "$(dirname "$0")/../lab/db.sh"

DIR=$LAB/mx/state
FILE=$DIR/state.db

# The file on a disk of its own, which can be filled; on the MX.
mkdir "$DIR"
on mx mount -t tmpfs -o "mode=755,uid=$(id -u Debian-exim),gid=$(id -g Debian-exim),size=16m" state "$DIR"

sqlite()
{
	on mx setpriv --reuid Debian-exim --regid Debian-exim --clear-groups sqlite3 "$FILE" "$1"
}

# with_lock: somebody holds the file until let_go.
with_lock()
{
	on mx setpriv --reuid Debian-exim --regid Debian-exim --clear-groups sqlite3 "$FILE" \
		"$1" ".shell touch $DIR/locked" ".shell sleep 60" >/dev/null 2>&1 &
	lock_pid=$!
	wait_for 10 on mx test -e "$DIR/locked"
	on mx rm "$DIR/locked"
}

let_go()
{
	pkill -P "$lock_pid" 2>/dev/null
	kill "$lock_pid" 2>/dev/null
	wait "$lock_pid" 2>/dev/null
}

# Not even its list of tables can be read.
unreadable="is locked, damaged or no database, or its disk is full or read-only"

down()
{
	echo "joejob state=down backend=sqlite: $FILE $1"
}

command -v sqlite3 >/dev/null || lab_cannot "sqlite3 is not installed"
start_dns
remembering mx "{backend: sqlite, file: $FILE, wait: ${WAIT}s}"
away "not made yet" "joejob state=down backend=sqlite: there is no $FILE; aclgen state init makes it"
ok "aclgen state init makes it" state init
trap_visitor "made"
works "made"
to 192.0.2.1 "the same attempt again is too early" $STRANGER "451 greylist" same@sender.example
to 192.0.2.1 "... and again" $STRANGER "451 greylist" same@sender.example
sqlite "UPDATE joejob_state SET at=at+40000 WHERE key LIKE 'first-%'"
to 192.0.2.1 "... from a time when the clock was ahead" $STRANGER "451 greylist" same@sender.example
ok "... counts from now on" [ "$(sqlite "SELECT count(*) FROM joejob_state WHERE key LIKE 'first-%' AND at<=strftime('%s','now')+0")" -gt 0 ]
sqlite "UPDATE joejob_state SET at=at-4000 WHERE key LIKE 'first-%'"
to 192.0.2.1 "... an hour later it passes" $STRANGER 250 same@sender.example
to 192.0.2.1 "... and its network is known" $STRANGER 250
sqlite "DELETE FROM joejob_state WHERE key LIKE 'known-%' OR key LIKE 'first-%'"

# FAULT                         THE LOG SAYS
with_lock "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE joejob_state SET at=at"
away "locked" "$(down "$unreadable")"
let_go
works "unlocked"
with_lock "BEGIN IMMEDIATE"
away "locked against writing" "$(down "is locked, full or read-only")" 0 250 550
let_go
works "unlocked"

on mx dd if=/dev/zero of="$DIR/filler" bs=4k 2>/dev/null
while sqlite "INSERT INTO joejob_state SELECT 'known-filler-' || random(), 0, 0" 2>/dev/null; do :; done
away "the disk is full" "$(down "$unreadable")"
on mx rm "$DIR/filler"
sqlite "DELETE FROM joejob_state WHERE key LIKE 'known-filler-%'"
works "the disk is free again"

on mx mount -o remount,ro "$DIR"
away "read-only" "$(down "$unreadable")"
on mx mount -o remount,rw "$DIR"
works "writable again"

on mx chmod 000 "$FILE"
away "nobody may read it" 'failed to expand ACL message .*unable to open database file' 1
on mx chmod 640 "$FILE"
works "readable again"
on mx chmod 000 "$DIR"
away "nobody may enter its folder" "there is no $FILE"
on mx chmod 755 "$DIR"
works "open again"

on mx cp "$FILE" "$LAB/mx/good"
on mx sh -c "rm -f $FILE-*; dd if=/dev/urandom of=$FILE bs=4k count=2 conv=notrunc" 2>/dev/null
away "damaged" "$(down "$unreadable")"
on mx sh -c "rm -f $FILE-*; head -c 5000 $LAB/mx/good >$FILE"
away "cut short" "$(down "($unreadable|has no table of ours)")"
on mx sh -c "rm -f $FILE-*; : >$FILE"
away "empty" "$(down "has no table of ours")"
on mx sh -c "rm -f $FILE-*; cat $LAB/mx/good >$FILE"
trap_visitor "put right again"
works "put right again"
sqlite "DROP TABLE joejob_state"
away "no table" "$(down "has no table of ours")"
ok "... aclgen state show says so" eval 'state show 2>&1 | grep -q "tables are missing"'
ok "... and aclgen state init makes it" state init
trap_visitor "the table is made"
works "the table is made"
on mx sh -c "rm -f $FILE $FILE-*"
on mx mkdir "$FILE"
away "a folder in its place" 'failed to expand ACL message .*unable to open database file' 1
on mx rmdir "$FILE"
ok "aclgen state init makes it anew" state init
trap_visitor "made anew"
works "made anew"

# Root, too, leaves nothing behind that Exim cannot write.
ok "aclgen state show and expire, as root" eval 'state show >/dev/null && state expire'
works "after them"
sqlite "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
	INSERT INTO joejob_state SELECT 'first-' || i, 1, 2 FROM n"
state expire >"$LAB/expired" 2>&1 &
expire=$!
works "while it tidies"
wait $expire
result $? "... and it has"
ok "... all that means nothing, and nothing else" [ "$(sqlite "SELECT sum(until < 100), count(*) > 2 FROM joejob_state")" = "0|1" ]
done_testing
