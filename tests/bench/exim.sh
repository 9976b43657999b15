#!/bin/sh
# exim.sh PART SECONDS - what a message costs in Exim, with and without the module.
#
# PART exim: of 3 kB, by the null sender and by others, beside the talk's condition and a spamd that has
# nothing but VBounce, whose time counts as its Exim's. size: of 1 kB to 100 MB. clients: 1 to 200 of them
# at the same time. They deliver to /dev/null, so the message's other costs are as small as they can be
# and the module's share as large. SECONDS for each of the conversations.
# shellcheck disable=SC2034,SC2154
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${JJ_BUILD:-$here/../../build}
group=$1 tools=''
variants="bare local_scan dlfunc"
[ "$group" != exim ] || variants="$variants talk vbounce"
[ "$group" != exim ] || command -v spamd >/dev/null && [ -e /usr/share/spamassassin/20_vbounce.cf ] ||
	variants=${variants% vbounce}
cgroups="$variants vbounce/spamd"
. "$here/inside.sh"
enter "$@"

seconds=$2
cp "$build/local_scan.so" "$lab/local_scan.so"

# The settings line that a generated DATA ACL sets for a small site; `log`, so that every variant
# accepts the same message.
settings='enforce=${if exists{/etc/exim4/joejob.off}{no}{yes}} forged=log:1 contact=postmaster@example.org for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes'

# What one variant has more than `bare`: main options, and the DATA ACL.
main_of() {
	case $1 in
	local_scan) echo "local_scan_path = $lab/local_scan.so" ;;
	talk) echo "message_body_visible = 100M" ;;
	vbounce) echo "spamd_address = 127.0.0.1 783" ;;
	esac
}

data_of() {
	case $1 in
	local_scan | dlfunc)
		printf '  warn    senders = :\n          set acl_m_joejob = %s\n' "$settings"
		;;
	talk)
		# shellcheck disable=SC2016
		printf '%s\n' '  warn    senders = :' \
			'          condition = ${if !match{${lc:$message_body}}{\N( |^ )received: from .+\.example\.org.+\N}{yes}{no}}' \
			'          set acl_m_fake = yes'
		;;
	vbounce) printf '  warn    senders = :\n          spam = nobody:true\n' ;;
	esac
	# shellcheck disable=SC2016
	[ "$1" != dlfunc ] || printf '%s\n' '  warn    condition = ${if !eq{$acl_m_joejob}{}}' \
		'          set acl_m_verdict = ${acl{ask_module}}' '  warn    set acl_m_joejob ='
	echo '  accept'
	# shellcheck disable=SC2016
	[ "$1" != dlfunc ] || printf '\nask_module:\n  accept  message = ${dlfunc{%s}{joejob}}\n' "$lab/local_scan.so"
}

configuration() {
	cat <<-END
		$(main_options)
		message_size_limit = 200M
		acl_smtp_rcpt = rcpt
		acl_smtp_data = data
		$(main_of "$1")

		begin acl
		rcpt:
		  accept  local_parts = queue
		          control = queue_only
		  accept
		data:
		$(data_of "$1")

		$(to_nowhere)
	END
}

# As the detector's rows have it (vbounce.pl).
start_vbounce() {
	mkdir -p "$lab/spamd/site" "$lab/spamd/rules"
	printf 'loadplugin Mail::SpamAssassin::Plugin::%s\n' Check VBounce >"$lab/spamd/site/init.pre"
	printf 'use_bayes 0\nutil_rb_tld com net org example\nwelcomelist_bounce_relays mx.example.org\n' \
		>"$lab/spamd/site/local.cf"
	cp /usr/share/spamassassin/20_vbounce.cf "$lab/spamd/rules/"
	chmod 777 "$lab/spamd"
	in_cgroup vbounce/spamd taskset -c "$cpu" env HOME="$lab/spamd" spamd --local --listen 127.0.0.1:783 \
		--siteconfigpath "$lab/spamd/site" --configpath "$lab/spamd/rules" --max-children 1 --username nobody \
		--nouser-config --pidfile "$lab/spamd/pid" --syslog stderr </dev/null >"$lab/spamd/log" 2>&1 &
	tries=1200
	until ss -Hltn 'sport = :783' | grep -q .; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] && kill -0 $! || {
			cat "$lab/spamd/log" >&2
			exit 2
		}
		sleep 0.05
	done
}

port=2500
list=
for v in $variants; do
	port=$((port + 1))
	list="$list $v=$port=$JJ_CGROUP/$v"
	folders "$v"
	configuration "$v" >"$lab/$v/etc/exim4.conf"
	[ "$v" != vbounce ] || start_vbounce
	start_exim "$v" "$port"
done
# shellcheck disable=SC2086
await_exims $variants

# conversation SHARE NAME SENDER [OPTION]...: of $message.
conversation() {
	time=$(awk -v s="$seconds" -v k="$1" 'BEGIN { print s * k }') name=$2 sender=$3
	shift 3
	# shellcheck disable=SC2086
	taskset -c "$cpu" "$build/tests/bench_exim" -t "$time" -n "$name" -f "$sender" "$@" \
		"$message" $list
	for v in $variants; do
		find "$lab/$v/spool/input" -type f -delete
	done
}

message=$here/bounce.eml
in_messages() {
	conversation 2 one.null ''
	conversation 2 each.null '' -c
	conversation .5 one.ordinary user@remote.example
	conversation .5 each.ordinary user@remote.example -c
	conversation .5 one.reception '' -q
	conversation .5 each.reception '' -q -c
}

# The returned header is the last thing in it: all before it has to be read. What takes seconds for one
# message is left out where less time is given than that.
in_size() {
	message=$lab/message
	for size in 1 10 100 1000 10000 100000; do
		awk -v s="$seconds" -v kb=$size 'BEGIN { exit !(kb <= 1000 || s >= 1) }' || continue
		awk -v kb=$size 'BEGIN { RS = "\n--" }
			NR > 1 { printf "\n--" }
			{ printf "%s", $0 }
			NR == 2 { for (i = 0; i < kb * 1000; i += 76)
				print "All work and no play makes a dull text, which somebody returned at length." }' \
			"$here/bounce.eml" >"$message"
		conversation .5 "size.$size" '' -q
	done
}

# On all CPUs.
in_clients() {
	ip route add local 198.18.0.0/15 dev lo
	for v in $variants; do
		taskset -pc "0-$(($(nproc --all) - 1))" "$(cat "$lab/$v/pid")" >/dev/null
	done
	for clients in 1 10 50 200; do
		# shellcheck disable=SC2086
		"$build/tests/bench_crowd" -p $clients -t "$seconds" -m "$message" -n "clients.$clients" $list
	done
}

case $group in
exim) in_messages ;;
size) in_size ;;
clients) in_clients ;;
esac

# Each of them did what its rows say.
for v in local_scan dlfunc; do
	grep -q 'joejob verdict=forged' "$lab/$v/log/mainlog" || {
		echo "bench: no verdict in the log of $v" >&2
		exit 2
	}
done
[ ! -d "$lab/spamd" ] || grep -q 'result: .*BOUNCE_MESSAGE' "$lab/spamd/log" || {
	echo "bench: VBounce saw no bounce" >&2
	exit 2
}
# shellcheck disable=SC2086
no_panic $variants
