# faults.sh - what breaks, and how it is mended; sourced by endure.sh.
#
# A fault is a row of $faults and two functions, break_NAME and mend_NAME (dashes are underscores there).
# What its clients may see meanwhile stands in NOTES, section 5, and nowhere else.
# shellcheck shell=sh disable=SC2154,SC2034

# MEMORY, where greylisting and the honeypot remember meanwhile; FAULT; SECONDS that it lasts longer than others,
# where an answer is waited for so long.
faults='
pgsql  none
pgsql  dns-stops 14
pgsql  dns-servfail
pgsql  dns-late 8
pgsql  spamd-stops
pgsql  spamd-hangs 31
pgsql  pgsql-stops
pgsql  pgsql-restarts
pgsql  pgsql-loses-disk
pgsql  inside-stops 4
pgsql  mx-killed
redis  redis-stops
redis  redis-restarts
redis  redis-loses-disk
redis  new-generation
redis  build-killed
redis  lists-vanish
redis  lists-grow
redis  lists-half
sqlite none-alone
sqlite killed-in-data
sqlite killed-in-module
sqlite sqlite-locked 3
sqlite sqlite-corrupt
sqlite sqlite-full
exim   killed-in-local-scan
exim   hints-corrupt
exim   hints-full
exim   clock-ahead
exim   clock-back
'

break_none() { :; }
mend_none() { :; }
break_none_alone() { :; }
mend_none_alone() { :; }

# --- DNS -------------------------------------------------------------------------------------

stop_dns()
{
	# shellcheck disable=SC2046
	kill -KILL $(pgrep -x dnsmasq; pgrep -f endure/dns.pl)
	wait_for 10 eval '! lab_port_open dns 53'
}

# bad_dns MODE: in the place of dnsmasq, which then listens elsewhere.
bad_dns()
{
	stop_dns
	on dns dnsmasq --keep-in-foreground --conf-file="$lab_top/tests/lab/conf/dns.conf" --conf-file="$LAB/mix.dns" \
		--port=5353 >>"$LAB/dns/log/dnsmasq" 2>&1 &
	on dns perl "$lab_top/tests/endure/dns.pl" "$1" 203.0.113.53 5353 >>"$LAB/dns/log/dnsmasq" 2>&1 &
	wait_for 10 eval '[ -n "$(on dns ss -Hlun "sport = :53")" ]'
	fact $? "dns.pl: $(cat "$LAB/dns/log/dnsmasq")"
}

good_dns()
{
	stop_dns
	start_dns --conf-file="$LAB/mix.dns"
}

break_dns_stops() { stop_dns; }
mend_dns_stops() { start_dns --conf-file="$LAB/mix.dns"; }
break_dns_servfail() { bad_dns servfail; }
mend_dns_servfail() { good_dns; }
break_dns_late() { bad_dns late; }
mend_dns_late() { good_dns; }

# --- SpamAssassin ----------------------------------------------------------------------------

break_spamd_stops() { spamd_signal KILL; }
mend_spamd_stops() { start_spamd; }
break_spamd_hangs() { spamd_signal STOP; }
mend_spamd_hangs() { spamd_signal CONT; }

# --- databases -------------------------------------------------------------------------------

break_pgsql_stops() { stop_pgsql; }
mend_pgsql_stops() { start_pgsql; }
break_pgsql_restarts() { stop_pgsql && start_pgsql; }
mend_pgsql_restarts() { :; }
break_pgsql_loses_disk()
{
	pgsql_pids=$(head -n 1 "$PG/data/postmaster.pid")
	pgsql_pids="$pgsql_pids $(pgrep -P "$pgsql_pids")"
	# shellcheck disable=SC2086
	kill -KILL $pgsql_pids
	rm -rf "$PG/data"
}
mend_pgsql_loses_disk()
{
	make_pgsql_again && start_pgsql && make_joejob_database && state init >>"$LAB/state.log" 2>&1
}

break_redis_stops() { stop_redis; }
mend_redis_stops() { start_redis; }
break_redis_restarts() { stop_redis && start_redis; }
mend_redis_restarts() { :; }
break_redis_loses_disk()
{
	stop_redis KILL
	on db rm -f "$REDIS/dump.rdb"
}
mend_redis_loses_disk() { start_redis; }

as_exim()
{
	on mx setpriv --reuid Debian-exim --regid Debian-exim --clear-groups "$@"
}

break_sqlite_locked()
{
	as_exim sqlite3 "$SQLITE" "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE joejob_state SET at=at" \
		".shell touch $LAB/mx/state/locked" ".shell sleep 300" >/dev/null 2>&1 &
	sqlite_lock=$!
	wait_for 10 on mx test -e "$LAB/mx/state/locked"
	on mx rm -f "$LAB/mx/state/locked"
}
mend_sqlite_locked()
{
	pkill -P "$sqlite_lock"
	kill "$sqlite_lock"
	wait "$sqlite_lock" 2>/dev/null
	:
}
# As a disk damages it; who has it open goes on with what he knows.
break_sqlite_corrupt()
{
	as_exim sqlite3 "$SQLITE" ".backup $LAB/mx/state/good"
	on mx dd if=/dev/urandom of="$SQLITE" bs=4k count=2 conv=notrunc 2>/dev/null
	on mx sh -c "rm -f $SQLITE-*"
}
# By a rename, as a restored file should come.
mend_sqlite_corrupt()
{
	on mx sh -c "rm -f $SQLITE-*; mv $LAB/mx/state/good $SQLITE"
}
break_sqlite_full()
{
	on mx dd if=/dev/zero of="$LAB/mx/state/filler" bs=4k 2>/dev/null
	while as_exim sqlite3 "$SQLITE" "INSERT INTO joejob_state SELECT 'known-filler-' || random(), 0, 0" 2>/dev/null; do :; done
}
mend_sqlite_full()
{
	on mx rm "$LAB/mx/state/filler"
	as_exim sqlite3 "$SQLITE" "PRAGMA busy_timeout=5000; DELETE FROM joejob_state WHERE key LIKE 'known-filler-%'" >/dev/null
}

HINTS=$LAB/mx/spool/db
break_hints_corrupt()
{
	on mx cp -a "$HINTS" "$LAB/mx/hints"
	on mx dd if=/dev/urandom of="$HINTS/seen" bs=4k count=2 conv=notrunc 2>/dev/null
}
mend_hints_corrupt()
{
	on mx sh -c "rm -rf $HINTS && mv $LAB/mx/hints $HINTS"
}
break_hints_full()
{
	on mx cp -a "$HINTS" "$LAB/mx/hints"
	on mx mount -t tmpfs -o "size=256k,mode=750,uid=$(id -u Debian-exim),gid=$(id -g Debian-exim)" disk "$HINTS"
	on mx sh -c "cp -a $LAB/mx/hints/. $HINTS 2>/dev/null; dd if=/dev/zero of=$HINTS/filler bs=4k 2>/dev/null"
}
mend_hints_full()
{
	on mx umount -l "$HINTS"
	on mx rm -rf "$LAB/mx/hints"
}

# --- mail servers ----------------------------------------------------------------------------

break_inside_stops() { stop_exim inside; }
mend_inside_stops() { start_exim inside; }

# The daemon, and all its receptions but those that have taken a message and are about to say so: nobody
# could tell these two apart (RFC 5321 section 6.1).
break_mx_killed()
{
	daemon=$(cat "$LAB/mx/exim.pid")
	receivers=$(pgrep -P "$daemon")
	kill -KILL "$daemon"
	for receiver in $receivers; do
		kill -STOP "$receiver" 2>/dev/null || continue
		what=$(text_of "$receiver")
		if [ -n "$what" ] && [ -e "$LAB/mx/spool/input/$what-H" ]; then
			kill -CONT "$receiver" 2>/dev/null
		else
			echo "$what" >>"$LAB/killed"
			kill -KILL "$receiver" 2>/dev/null
		fi
	done
	rm -f "$LAB/mx/exim.pid"
}
mend_mx_killed() { start_exim mx; }

# text_of PID: the id of the message whose text it has open.
text_of()
{
	find "/proc/$1/fd" -lname '*/input/*-D' -printf '%l\n' 2>/dev/null | sed -n '1s|.*/\([^/]*\)-D$|\1|p'
}

# receiving: "PID MESSAGE" of each process that has a message's text, and has not taken it: the -H file is
# what makes it ours. Stopped meanwhile, so that this stays true.
receiving()
{
	for receiver in $(pgrep -P "$(cat "$LAB/mx/exim.pid")"); do
		kill -STOP "$receiver" 2>/dev/null || continue
		receiving_what=$(text_of "$receiver")
		if [ -n "$receiving_what" ] && ! [ -e "$LAB/mx/spool/input/$receiving_what-H" ]; then
			echo "$receiver $receiving_what"
		else
			kill -CONT "$receiver" 2>/dev/null
		fi
	done
}

# until the fault is mended: kills them, one of three. Its own shell.
kill_receivers()
{
	while [ -e "$LAB/killing" ]; do
		receiving | while read -r victim what; do
			kills=$(wc -l <"$LAB/killed")
			if "$1" "$victim" && [ "$kills" -lt 12 ]; then
				echo "$what" >>"$LAB/killed"
				kill -KILL "$victim" 2>/dev/null
			else
				kill -CONT "$victim" 2>/dev/null
			fi
		done
		sleep 0.1
	done
}

anywhere() { ! [ -e "$LAB/held/$1" ]; }
in_module() { [ -e "$LAB/held/$1" ]; }

begin_killing()
{
	: >"$LAB/killed"
	: >"$LAB/killing"
	kill_receivers "$1" &
	killer=$!
}

# On a machine that is slow, nobody may have come that far yet.
end_killing()
{
	wait_for 20 test -s "$LAB/killed" || :
	rm -f "$LAB/killing"
	wait "$killer"
	control 0 0
	echo "# killed while they had a message: $(wc -l <"$LAB/killed")"
	[ -s "$LAB/killed" ]
	fact $? "nobody was killed"
}

break_killed_in_data() { begin_killing anywhere; }
mend_killed_in_data() { end_killing; }
break_killed_in_module()
{
	control 0 1000
	begin_killing in_module
}
mend_killed_in_module() { end_killing; }
break_killed_in_local_scan() { break_killed_in_module; }
mend_killed_in_local_scan() { end_killing; }

# --- aclgen ----------------------------------------------------------------------------------

# another_policy: with another text in it, so that all of the generated file changes.
another_policy()
{
	if grep -q 'contact: postmaster' "$POLICY"; then
		sed -i 's/contact: postmaster@/contact: abuse@/' "$POLICY"
	else
		sed -i 's/contact: abuse@/contact: postmaster@/' "$POLICY"
	fi
}

break_new_generation()
{
	another_policy
	build_mx
	reload
}
mend_new_generation()
{
	another_policy
	build_mx
	reload
}

# Each time, what is installed has to be an old or a new generation as it should be.
break_build_killed()
{
	for build_after in 0.05 0.1 0.2 0.4 0.6 0.8 1 1.3; do
		another_policy
		on mx "$BUILD/aclgen" build "$POLICY" -o /etc/exim4/joejob --module "$MODULE" >>"$LAB/build" 2>&1 &
		builder=$!
		sleep "$build_after"
		build_pids=$(pgrep -P "$builder" aclgen; pgrep -x aclgen)
		# shellcheck disable=SC2086
		kill -KILL $build_pids 2>/dev/null
		wait "$builder" 2>/dev/null
		on mx exim4 -bV >"$LAB/bV" 2>&1
		fact $? "killed after $build_after s, what is installed is not whole: $(cat "$LAB/bV")"
	done
	reload
}
mend_build_killed()
{
	wait_for 10 eval '! pgrep -x aclgen >/dev/null'
	fact $? "a killed build leaves processes behind"
	break_new_generation
	[ -z "$(find "$LAB/mx/etc/joejob" -name '*.*' ! -name joejob.inc ! -name joejob-state.inc ! -name '*.cdb')" ]
	fact $? "a killed build leaves files behind: $(ls -A "$LAB/mx/etc/joejob")"
}

lists()
{
	on mx "$BUILD/aclgen" lists "$POLICY" -o /etc/exim4/joejob "$@" >>"$LAB/build" 2>&1
	fact $? "aclgen lists: $(tail -n 3 "$LAB/build")"
}

break_lists_vanish() { rm -f "$LAB/blocked" "$LAB"/mx/etc/joejob/lists/*; }
mend_lists_vanish()
{
	a_list 300
	lists --force
}
break_lists_grow()
{
	a_list 100000
	lists
}
mend_lists_grow()
{
	a_list 300
	lists
}
# Overwritten in place, as an editor or a full disk does it.
break_lists_half()
{
	a_list 150 && printf '198.18.' >>"$LAB/blocked"
	for list in "$LAB"/mx/etc/joejob/lists/*; do
		truncate -s -9 "$list"
	done
}
mend_lists_half() { mend_lists_vanish; }

# --- time ------------------------------------------------------------------------------------

# Less than honeypot.grace: see NOTES, section 3.
break_clock_ahead() { control $((20 * 3600)) 0; }
mend_clock_ahead() { control 0 0; }
break_clock_back() { control -10800 0; }
mend_clock_back() { control 0 0; }
