#!/bin/sh
# The mix through the real Exim while things break, one after another.
#
#	make endure TIME=SECONDS [FAULT="NAME..."]       (root)
#
# Each fault has some of the mix's messages to itself (WAVE): a quarter comes before it, half while it
# lasts, a quarter after it is mended. Then what was sent is compared with what came to the mailboxes,
# and with what NOTES, section 5, says of that fault. All faults are gone through once at least, and
# again with other messages until TIME is over. Exit 1 where a good message was lost or refused, where
# something came twice, or where anything else is not as it should be; the line says what.
# shellcheck disable=SC1091,SC2154,SC2034
: "${lab_caller:=demo}"
. "$(dirname "$0")/../lab/lab.sh"
. "$lab_top/tests/lab/site.sh"
. "$lab_top/tests/lab/db.sh"
. "$lab_top/tests/lab/spamd.sh"
. "$lab_top/tests/endure/faults.sh"

MIX=$BUILD/tests/mix
HONEYPOT=192.0.2.99
SQLITE=$LAB/mx/state/state.db
WAVE=${WAVE:-90}
SPREAD=${SPREAD:-8}     # seconds over which a wave comes in
PATIENCE=${PATIENCE:-90} # seconds after which a server gives up
TIME=${TIME:-300}
bad=0
next=0 # message of the mix

# fact STATUS TEXT: TEXT is told where STATUS is not 0, and the run has failed.
fact()
{
	[ "$1" != 0 ] || return 0
	echo "! $fault: $2"
	bad=1
}

# control AHEAD HOLD: see preload.c.
control()
{
	perl -e 'print pack "q2", @ARGV' -- "$1" "$2" | dd of="$LAB/control" conv=notrunc 2>/dev/null
}

# --- the site --------------------------------------------------------------------------------

# preload HOST: with an /etc of its own, which has what no other host may have.
preload()
{
	cp -a /etc "$LAB/$1/all-etc"
	echo "$BUILD/tests/endure.so" >"$LAB/$1/all-etc/ld.so.preload"
	# spamd hangs up on whom it cannot look up.
	printf '127.0.0.1 localhost\n192.0.2.1 mx.example.org mx\n192.0.2.2 mx2.example.org mx2\n' >"$LAB/$1/all-etc/hosts"
	on "$1" sh -c "mount --bind $LAB/$1/all-etc /etc && mount --bind $LAB/resolv.conf /etc/resolv.conf &&
		mount --bind $LAB/$1/etc /etc/exim4" || lab_cannot "$1 can have no /etc of its own"
}

a_list()
{
	seq "$1" | awk '{ printf "10.%d.%d.%d\n", $1 / 62500, $1 / 250 % 250, 1 + $1 % 250 }' >"$LAB/blocked"
}

# memory BACKEND: the line of the policy.
memory()
{
	case $1 in
	pgsql) echo "{backend: pgsql, shared: yes, server: $DB, password: {file: $LAB/password}, wait: ${WAIT}s}" ;;
	redis) echo "{backend: redis, shared: yes, server: $DB, wait: ${WAIT}s}" ;;
	sqlite) echo "{backend: sqlite, file: $SQLITE, wait: ${WAIT}s}" ;;
	exim) echo "{backend: exim}" ;;
	esac
}

# build_mx: and the other MX, where there is one, gets a copy, each file by a rename.
build_mx()
{
	on mx "$BUILD/aclgen" build "$POLICY" -o /etc/exim4/joejob --module "$MODULE" >"$LAB/build" 2>&1 || {
		sed 's/^/# /' "$LAB/build" >&2
		fact 1 "aclgen build"
	}
	(cd "$LAB/mx/etc" && find joejob -type f) | while read -r file; do
		mkdir -p "$LAB/mx2/etc/${file%/*}"
		cp -p "$LAB/mx/etc/$file" "$LAB/mx2/etc/new" && mv "$LAB/mx2/etc/new" "$LAB/mx2/etc/$file"
	done
}

reload()
{
	for host in $mxs; do
		kill -HUP "$(cat "$LAB/$host/exim.pid")"
	done
	for host in $mxs; do
		wait_for 20 lab_port_open "$host" 25
		fact $? "$host does not listen"
	done
}

# state ACTION: of that policy.
state()
{
	on mx "$BUILD/aclgen" state "$@" "$POLICY"
}

# remember BACKEND: both MXs with a backend that can be shared, else one; a door of its own for each kind.
remember()
{
	door=acl
	mxs="mx mx2"
	addresses="192.0.2.1 192.0.2.2 $HONEYPOT"
	case $1 in
	sqlite | exim) mxs=mx addresses="192.0.2.1 $HONEYPOT" ;;
	esac
	[ "$1" != exim ] || door=local_scan
	EXAMPLE=everything policy $door 's/^  delay: .*/  delay: 1s/' \
		's/^greylist: .*/greylist: {for: suspicious, delay: 3s, window: 24h, keep: 30d}/' \
		's|^  mailing_lists: .*|  mailing_lists: [198.51.100.78, 100.80.0.0/12]|' \
		's/^  hosts: \[203.0.113.66\]/  hosts: {file: blocked}/' \
		's/^spamassassin: .*/spamassassin: {server: 192.0.2.1 783, tag: 5.0, deny: 12.0, timeout: 30s}/' \
		"s|^state: .*|state: $(memory "$1")|"
	for host in mx mx2; do
		[ ! -e "$LAB/$host/exim.pid" ] || stop_exim "$host"
		find "$LAB/$host/spool" "$LAB/$host/log" "$LAB/$host/mail" -mindepth 1 -delete
		rm -f "$LAB/$host/exim.pid"
	done
	build_mx
	case $1 in
	exim) ;;
	*) state init >>"$LAB/state.log" 2>&1 ;;
	esac
	fact $? "aclgen state init: $(tail -n 3 "$LAB/state.log")"
	for host in $mxs; do
		start_exim "$host"
	done
	: >"$LAB/daemons"
	visitor 550 trap@example.org
	fact $? "the honeypot: $(tail -n 3 "$LAB/visitor")"
}

# visitor CODE RECIPIENT: what one gets who writes there, and is none of the mix's.
visitor()
{
	printf '< 220\n> EHLO other.example\n< 250\n> MAIL FROM:<a@sender.example>\n< 250\n> RCPT TO:<%s>\n< %s\n> QUIT\n' \
		"$2" "$1" | on client "$SMTP" -s 203.0.113.67 192.0.2.1 >"$LAB/visitor" 2>&1
}

# remembers: who was trapped before the fault still is. What was on a lost disk is forgotten.
remembers()
{
	case $fault in
	*-loses-disk) visitor 550 trap@example.org ;;
	esac
	visitor '550 (honeypot)' user@example.org
	fact $? "a visitor of the honeypot is forgotten: $(tail -n 3 "$LAB/visitor")"
}

make_pgsql_again()
{
	as postgres "$PG_BIN/initdb" -D "$PG/data" -N --auth-host=scram-sha-256 --auth-local=peer -E UTF8 \
		--locale=C >"$LAB/db/log/initdb" 2>&1 || return
	cp "$LAB/db/postgresql.conf" "$LAB/db/pg_hba.conf" "$PG/data/"
}

begin()
{
	for tool in spamd sqlite3 perl redis-server; do
		command -v $tool >/dev/null || lab_cannot "$tool is not installed"
	done
	mkdir -p "$LAB/held" && chmod 1777 "$LAB/held"
	: >"$LAB/control" && control 0 0
	(umask 077 && echo s3kr1t-pw >"$LAB/password")
	a_list 300
	cp "$BUILD/local_scan.so" "$MODULE"
	"$MIX" zone >"$LAB/mix.dns"
	on client ip route add local 100.64.0.0/10 dev lo
	for host in mx mx2; do
		preload $host
		cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/$host/etc/exim4.conf"
		printf 'smtp_accept_max = 0\nsmtp_connect_backlog = 200\nrecipients_max = 100\n' >"$LAB/$host/etc/extra.conf"
	done
	for host in inside remote; do
		sed 's/^daemon_smtp_ports.*/&\nsmtp_accept_max = 0\nsmtp_connect_backlog = 200/' \
			"$lab_top/tests/lab/conf/$host.conf" >"$LAB/$host/etc/exim4.conf"
	done
	mkdir -p "$LAB/mx/state"
	on mx mount -t tmpfs -o "mode=755,uid=$(id -u Debian-exim),gid=$(id -g Debian-exim),size=16m" state "$LAB/mx/state"
	start_dns --conf-file="$LAB/mix.dns"
	start_exim inside
	start_exim remote
	start_spamd
	start_redis # first: whoever comes last has /dev/shm
	make_pgsql
	# Each connection of Exim's has one, and a DNS that is slow makes them many.
	echo 'max_connections = 400' >>"$PG/data/postgresql.conf"
	cp "$PG/data/postgresql.conf" "$PG/data/pg_hba.conf" "$LAB/db/"
	start_pgsql
	make_joejob_database
	: >"$LAB/arrived.all"
	: >"$LAB/state.log"
}

# --- one fault -------------------------------------------------------------------------------

uptime_now()
{
	cut -d' ' -f1 /proc/uptime
}

# settle: everything that the MXs have taken is delivered.
settle()
{
	for host in $mxs; do
		on "$host" exim4 -qff
		wait_for 60 lab_queue_empty "$host"
		fact $? "the queue of $host: $(on "$host" exim4 -bp | head -n 20)"
	done
	[ ! -e "$LAB/inside/exim.pid" ] || wait_for 20 lab_queue_empty inside
}

# arrived: the Message-IDs in all mailboxes, which are emptied.
arrived()
{
	for host in mx mx2 inside; do
		find "$LAB/$host/mail" -path '*/new/*' -type f | while read -r file; do
			sed -n 's/^Message-ID: <\(.*\)@mix\.example>$/\1/p;/^$/q' "$file"
			rm "$file"
		done
	done
}

# pairs: nothing is in the spool but what a killed reception leaves, which is Exim's own.
pairs()
{
	for host in $mxs; do
		for file in "$LAB/$host/spool/input"/*; do
			[ -e "$file" ] || continue
			id=${file##*/}
			id=${id%-[DHJ]}
			if [ "${file%-D}" != "$file" ] && ! grep -q " $id <= " "$LAB/$host/log/mainlog" &&
				grep -qsx "$id" "$LAB/killed"; then
				rm "$file"
			else
				fact 1 "left in the spool of $host: ${file##*/}"
			fi
		done
	done
}

# measure: memory in kB and descriptors of the daemons, compared with what each had behind its first
# wave, when all that it loads is loaded. It opens its log when it has something to say.
measure()
{
	for host in $mxs; do
		pid=$(cat "$LAB/$host/exim.pid")
		now="$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status") $(find "/proc/$pid/fd" -type l ! -lname '*/log/*' | wc -l)"
		then=$(sed -n "s/^$pid //p" "$LAB/daemons")
		[ -n "$then" ] || echo "$pid $now" >>"$LAB/daemons"
		echo "$fault $host $pid $now" >>"$LAB/measured"
		[ -z "$then" ] || [ "${now#* }" -le "${then#* }" ]
		fact $? "$host: the daemon has ${now#* } descriptors, it had ${then#* }: $(find "/proc/$pid/fd" -type l -printf '%f=%l ')"
		[ -z "$then" ] || [ "${now% *}" -le $((${then% *} + 2048)) ]
		fact $? "$host: the daemon has ${now% *} kB, it had ${then% *}"
	done
}

# wave FAULT LONGER: it lasts so many seconds more.
wave()
{
	fault=$1
	name=$(echo "$1" | tr - _)
	: >"$LAB/killed"
	# shellcheck disable=SC2086
	on client "$MIX" send -f $next -n "$WAVE" -c 300 -s $((SPREAD + $2)) -w 3 -g "$PATIENCE" -o 400 \
		$addresses >"$LAB/sent" &
	sender=$!
	next=$((next + WAVE))
	sleep $((SPREAD / 4))
	broken=$(uptime_now)
	"break_$name"
	sleep $((SPREAD / 2 + $2))
	"mend_$name"
	mended=$(uptime_now)
	wait $sender
	fact $? "mix send"
	settle
	arrived >"$LAB/arrived"
	sort -u "$LAB/arrived" >>"$LAB/arrived.all"
	pairs
	measure
	remembers
	"$MIX" kinds >"$LAB/kinds"
	awk -v fault="$fault" -v broken="$broken" -v mended="$mended" -f "$lab_top/tests/endure/judge.awk" \
		"$lab_top/NOTES" "$LAB/kinds" "$LAB/arrived" "$LAB/sent"
	[ $? = 0 ] || bad=1
	keep
}

# keep: in the folder of $KEEP, what this fault left to read.
keep()
{
	[ -n "${KEEP:-}" ] || return 0
	mkdir -p "$KEEP/$fault"
	echo "$broken $mended" >"$KEEP/$fault/times"
	cp "$LAB/sent" "$LAB/arrived" "$LAB/spamd/log" "$KEEP/$fault/"
	for host in $mxs; do
		cp "$LAB/$host/log/mainlog" "$KEEP/$fault/$host"
		[ ! -e "$LAB/$host/log/paniclog" ] || cp "$LAB/$host/log/paniclog" "$KEEP/$fault/$host-panic"
	done
}

fault=begin
begin
printf '%-20s %5s %6s %8s %7s %8s %8s %5s %6s\n' fault sent taken refused let-in put-off wrongly lost twice
started=$(uptime_now)
while :; do
	backend=
	echo "$faults" | sed '/^$/d' >"$LAB/faults"
	while read -r where what longer <&3; do
		case " ${FAULT:-$what} " in *" $what "*) ;; *) continue ;; esac
		fault=$where
		[ "$where" = "$backend" ] || remember "$where"
		backend=$where
		wave "$what" "${longer:-0}"
	done 3<"$LAB/faults"
	elapsed=$(($(uptime_now | cut -d. -f1) - ${started%.*}))
	[ "$elapsed" -lt "$TIME" ] || break
done
twice=$(sort "$LAB/arrived.all" | uniq -d | wc -l)
fault=all
fact "$twice" "$twice messages came twice, in different turns"
awk '{ if (!($2 in least) || $4 < least[$2]) least[$2] = $4; if ($4 > most[$2]) most[$2] = $4 }
	END { for (host in most) print "memory of the daemon of " host ": " least[host] " to " most[host] " kB" }' "$LAB/measured"
echo "$next messages in $elapsed s"
exit $bad
