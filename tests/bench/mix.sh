#!/bin/sh
# mix.sh PART TIME - a day's mail (tests/mix) through the whole policy, in the lab: real Exims, a real spamd.
#
# PART day: the mix in five rounds, each first to an MX with every check there is, then to one that hands
# everything to SpamAssassin; which have spamd in common. The second gets a fifth of it, since to it
# all messages are alike, and from TIME 5 on the whole. Below TIME 1 both get so much less.
# PART stage: what one message costs, by where the policy is done with it: so many of one kind of the mix
# to each of three MXs, one of them with no policy and one with no SpamAssassin in it.
#
# CPU is that of all Exim processes of an MX, or of spamd's, by their cgroups. The delay of the greeting
# and that of greylisting are short here: they take time and no CPU.
# shellcheck disable=SC1091,SC2034,SC2154
here=$(cd "$(dirname "$0")" && pwd)
group=$1 time=$2
lab_caller=bench
. "$here/cgroup.sh"
if [ -z "${JJ_LAB:-}" ]; then
	command -v spamd >/dev/null || cannot "spamd is not installed"
	[ "$(id -u)" = 0 ] || cannot "must be root: it makes namespaces and cgroups"
	trap clean_cgroups EXIT
	make_cgroups mx mx2 secondary spamd
fi
. "$here/../lab/lab.sh"
. "$lab_top/tests/lab/site.sh"
. "$lab_top/tests/lab/spamd.sh"

MIX=$BUILD/tests/mix
STAGES="good list bounce empty hasty helo no-sender dnsbl no-user no-user-inside once forged"
MANY=16

fail()
{
	echo "bench: $*" >&2
	exit 2
}

sample()
{
	printf '%s\t%s\t%s\n' "$1" "$2" "$3"
}

progress()
{
	[ ! -t 2 ] || printf '\r\033[K%s\r' "$*" >&2
}

# --- the site --------------------------------------------------------------------------------

# policy_mx HOST [SED]...: with every check there is.
policy_mx()
{
	mx=$1
	shift
	EXAMPLE=everything policy acl 's/^  delay: .*/  delay: 1s/' \
		's/^greylist: .*/greylist: {for: suspicious, delay: 3s, window: 24h, keep: 30d}/' \
		's|^  mailing_lists: .*|  mailing_lists: [198.51.100.78, 100.80.0.0/12]|' \
		's/^spamassassin: .*/spamassassin: {server: 192.0.2.1 783, tag: 5.0, deny: 12.0, timeout: 120s}/' "$@"
	cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/$mx/etc/exim4.conf"
	on "$mx" "$BUILD/aclgen" build "$POLICY" -o /etc/exim4/joejob --module "$MODULE" >"$LAB/build" 2>&1 ||
		fail "aclgen build: $(cat "$LAB/build")"
}

# own_mx HOST: the same Exim without us, whose conditions of the DATA ACL are read from stdin. It takes
# everything, from those who talk before their turn, too, and nobody gets a bounce.
own_mx()
{
	mkdir -p "$LAB/$1/etc/joejob"
	cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/$1/etc/exim4.conf"
	{
		printf '%s\n' 'JOEJOB_HEADERS_ADD =' 'smtp_enforce_sync = false' 'spamd_address = 192.0.2.1 783' \
			'acl_smtp_rcpt = rcpt' 'acl_smtp_data = data' 'begin acl' 'rcpt:' '  accept' 'data:'
		cat
		# shellcheck disable=SC2016
		printf '%s\n' '  discard  condition = ${if match{$recipients}{\N^nobody-\N}}' '  accept'
	} >"$LAB/$1/etc/joejob/joejob.inc"
}

start_mx()
{
	cat >"$LAB/$1/etc/extra.conf" <<-END
		smtp_accept_max = 0
		smtp_connect_backlog = 200
		smtp_accept_max_nonmail_hosts =
	END
	in_cgroup "$1" start_exim "$1" || fail "$1 does not listen"
	wc -l <"$JJ_CGROUP/$1/cgroup.procs" >"$LAB/$1/stay"
}

begin()
{
	cp "$BUILD/local_scan.so" "$MODULE"
	"$MIX" zone >"$LAB/mix.dns"
	on client ip route add local 100.64.0.0/10 dev lo
	# spamd hangs up on whom it cannot look up.
	printf '127.0.0.1 localhost\n192.0.2.1 mx.example.org\n192.0.2.2 mx2.example.org\n' >"$LAB/hosts"
	on mx mount --bind "$LAB/hosts" /etc/hosts
	for host in inside remote; do
		sed 's/^daemon_smtp_ports.*/&\nsmtp_accept_max = 0\nsmtp_connect_backlog = 200/' \
			"$lab_top/tests/lab/conf/$host.conf" >"$LAB/$host/etc/exim4.conf"
	done
	start_dns --conf-file="$LAB/mix.dns"
	start_exim inside
	start_exim remote
	in_cgroup spamd start_spamd || fail "spamd does not start"
}

# quiet HOST: only the daemon is left, and nothing is in the queue.
quiet()
{
	[ "$(wc -l <"$JJ_CGROUP/$1/cgroup.procs")" -le "$(cat "$LAB/$1/stay")" ] &&
		[ -z "$(find "$LAB/$1/spool/input" -type f 2>/dev/null | head -n 1)" ]
}

settle()
{
	wait_for 60 quiet "$1" || fail "$1 does not come to rest: $(on "$1" exim4 -bp | head -n 5)"
	[ ! -s "$LAB/$1/log/paniclog" ] || fail "$(cat "$LAB/$1/log/paniclog")"
	find "$LAB/$1/mail" "$LAB/inside/mail" -type f -delete
}

# send FILE OPTION...
send()
{
	sent=$1
	shift
	# The senders' time is not measured, and shall not be in the way.
	on client "$MIX" send -c 100 -w 3 -g 120 "$@" >"$sent" || fail "mix send"
}

# --- the day ---------------------------------------------------------------------------------

seen_by_spamd()
{
	grep -c 'spamd: result: ' "$LAB/spamd/log"
}

# one_way NAME HOST ROUND COUNT ADDRESS...: so many of that round's part of the mix to that MX.
one_way()
{
	name=$1 host=$2 round=$3 count=$4
	shift 4
	progress "day: round $round of $ROUNDS, $name"
	exim=$(cpu_of "$host") spamd=$(cpu_of spamd) seen=$(seen_by_spamd)
	send "$LAB/sent.$name" -f $(((round - 1) * MIX_TOTAL / ROUNDS)) -n "$count" "$@"
	settle "$host"
	exim=$((($(cpu_of "$host") - exim) * 1000)) spamd=$((($(cpu_of spamd) - spamd) * 1000))
	sample "day.$name.exim" "$round" $((exim / count))
	sample "day.$name.spamd" "$round" $((spamd / count))
	sample "day.$name.cpu" "$round" $(((exim + spamd) / count))
	echo $(($(seen_by_spamd) - seen)) >>"$LAB/reached.$name"
	cat "$LAB/sent.$name" >>"$LAB/ends.$name"
}

# day_ends NAME: of all rounds. Refused is also who gave up.
day_ends()
{
	sample "day.$1.reached" 1 "$(awk '{ n += $1 } END { print n }' "$LAB/reached.$1")"
	"$MIX" kinds | awk -v name="$1" '
		NR == FNR { should[$1] = $3; next }
		$4 == "end" {
			kind = $3
			sub(/\..*/, "", kind)
			n++
			taken += $5 == "taken"
			wrongly += should[kind] == "taken" && $5 != "taken"
			letin += should[kind] != "taken" && $5 == "taken"
		}
		END {
			printf "day.%s.sent\t1\t%d\nday.%s.taken\t1\t%d\n", name, n, name, taken
			printf "day.%s.wrongly\t1\t%d\nday.%s.letin\t1\t%d\n", name, wrongly, name, letin
		}' - "$LAB/ends.$1"
}

day()
{
	MIX_TOTAL=2330 ROUNDS=5
	part=$((MIX_TOTAL / ROUNDS))
	each=$(awk -v t="$time" -v n=$part 'BEGIN { print int(t < 1 ? n * t + 1 : n) }')
	each_all=$(awk -v t="$time" -v n=$part 'BEGIN { print int(t < 5 ? n * (t < 1 ? t : 1) / 5 + 1 : n) }')
	policy_mx mx
	own_mx mx2 <<-'END'
		  deny  spam = nobody:true
		        condition = ${if >={$spam_score_int}{120}}
	END
	start_mx mx
	start_mx mx2
	for round in $(seq $ROUNDS); do
		one_way policy mx "$round" "$each" 192.0.2.1 192.0.2.99
		one_way all mx2 "$round" "$each_all" 192.0.2.2
	done
	day_ends policy
	day_ends all
}

# --- a stage ---------------------------------------------------------------------------------

# some KIND NAME HOST ROUND ADDRESS END: as many of that kind, which all have to end so.
some()
{
	progress "stage: round $4, $1, $2"
	exim=$(cpu_of "$3") spamd=$(cpu_of spamd)
	send "$LAB/sent" -p "$4" -n "$MANY" -k "$1" "$5"
	settle "$3"
	exim=$((($(cpu_of "$3") - exim) * 1000)) spamd=$((($(cpu_of spamd) - spamd) * 1000))
	[ "$(grep -c " end $6 " "$LAB/sent")" = "$MANY" ] || fail "$1 to $2: $(grep -v " end $6 " "$LAB/sent" | head -n 5)"
	sample "stage.$2.$1.cpu" "$4" $((exim / MANY))
	[ "$2" != policy ] || sample "stage.$2.$1.spamd" "$4" $((spamd / MANY))
}

stage()
{
	policy_mx mx
	policy_mx secondary '/^spamassassin:/d'
	own_mx mx2 </dev/null
	start_mx mx
	start_mx secondary
	start_mx mx2
	"$MIX" kinds >"$LAB/kinds"
	for round in $(seq "$(awk -v t="$time" 'BEGIN { print t < 1 ? 1 : int(3 * t) }')"); do
		for kind in $STAGES; do
			ends=$(awk -v k="$kind" '$1 == k { print $3 }' "$LAB/kinds")
			some "$kind" policy mx "$round" 192.0.2.1 "$ends"
			[ "$ends" != taken ] || some "$kind" nospamd secondary "$round" 198.51.100.25 taken
			case $kind in
			good | bounce) some "$kind" bare mx2 "$round" 192.0.2.2 taken ;;
			esac
		done
	done
}

begin
"$group"
