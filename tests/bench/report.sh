#!/bin/sh
# report.sh TIME SCRATCH - aclgen report over a log of 1 GB, beside cat; below TIME 1, of that share.
#
# The log is one of four weeks at an MX that refuses most of what it is offered, made here by a fixed
# seed, over and over: a million lines a day is what a large site writes.
set -eu
build=${JJ_BUILD:-$(dirname "$0")/../../build}
log=$2/mainlog
mkdir -p "$2"
trap 'rm -f "$log" "$log.part"' EXIT
trap 'exit 2' HUP INT TERM

awk 'BEGIN {
	srand(1)
	split("helo.our_name helo.bare_ip sender.verify recipient.unknown dnsbl.zen.example honeypot", rule, " ")
	abc = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for (i = 0; i < 60000; i++) {
		s = i * 40
		at = sprintf("2026-11-%02d %02d:%02d:%02d ", 1 + s / 86400, s / 3600 % 24, s / 60 % 60, s % 60)
		id = "1x"
		for (k = 2; k < 14; k++) id = id (k == 6 ? "-" : "") substr(abc, 1 + int(rand() * 62), 1)
		id = id "-" substr(abc, 1 + int(rand() * 62), 1) "0"
		ip = int(1 + rand() * rand() * 200) "." int(rand() * 50) ".2." int(rand() * 100)
		d = "partner" int(rand() * rand() * 3000) ".example"
		x = rand()
		if (x < .12) {
			print at id " <= anna@" d " H=mail." d " [" ip "] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=" int(rand() * 90000) " id=" i "@" d
			print at id " joejob spamassassin=ham score=0.3"
			print at id " => user <user@example.org> F=<anna@" d "> R=users T=maildir"
			print at id " Completed"
		} else if (x < .35) {
			print at id " joejob verdict=forged evidence=received-none rule=bounces.forged line=44 action=deny bytes=1971 us=example.org via=pc" i ".dial.example"
			print at id " H=mx." d " [" ip "] F=<> rejected after DATA: joejob rule=bounces.forged line=44 mode=deny"
		} else if (x < .45)
			print at "joejob rule=connect.ptr line=9 mode=log would refuse H=(" d ") [" ip "] F=<a@" d "> R=<user@example.org>"
		else if (x < .5)
			print at "H=mail." d " [" ip "] F=<a@" d "> temporarily rejected RCPT <user@example.org>: joejob rule=greylist line=70 mode=defer"
		else
			print at "H=(localhost) [" ip "] F=<a@" d "> rejected RCPT <user@example.org>: joejob rule=" rule[1 + int(rand() * 6)] " line=9 mode=deny"
	}
}' >"$log.part"
times=$(awk -v t="$1" -v size="$(wc -c <"$log.part")" 'BEGIN { print int(1e9 * (t < 1 ? t : 1) / size) + 1 }')
: >"$log"
while [ "$times" -gt 0 ]; do
	cat "$log.part" >>"$log"
	times=$((times - 1))
done

"$build/tests/bench_command" -n report.log "$build/aclgen" report --html "$log"
"$build/tests/bench_command" -n report.cat cat "$log"
