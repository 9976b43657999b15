#!/bin/sh
# The short form of `make endure`: some of the mix, with a few of the faults; and what the mix is.
top=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${JJ_BUILD:-$top/build}
out=$(mktemp) || exit
trap 'rm -f "$out"' EXIT

FAULTS='dns-servfail spamd-stops pgsql-restarts mx-killed killed-in-local-scan'
lab_caller=test TIME=0 WAVE=60 SPREAD=4 FAULT=$FAULTS sh "$top/tests/endure/endure.sh" >"$out" 2>&1
rc=$?
if grep -q '^1\.\.' "$out"; then
	cat "$out" # it cannot be run here, and says why
	exit
fi
n=0
point()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
for fault in $FAULTS; do
	[ "$(grep -c "^$fault " "$out")" = 1 ] && ! grep -q "^! $fault:" "$out"
	point $? "$fault"
done
point "$rc" "nothing else is wrong"
[ "$("$BUILD/tests/mix" kinds | awk '{all += $2; if ($3 == "taken") good += $2} END {print all, good}')" = "2330 245" ]
point $? "the mix has 2,330 messages, of which 245 are good"

# judged TITLE EXPECTED ARRIVED SENT: what the judge says of one message.
judged()
{
	printf '%s\n' "$3" >"$out.arrived"
	printf '%s\n' "$4" >"$out.sent"
	"$BUILD/tests/mix" kinds >"$out.kinds"
	awk -v fault="${judged_fault:-dns-stops}" -v broken=10 -v mended=20 -f "$top/tests/endure/judge.awk" "$top/NOTES" "$out.kinds" \
		"$out.arrived" "$out.sent" >"$out.said"
	rc=$?
	case $2 in
	ok) [ $rc = 0 ] && ! grep -q '^!' "$out.said" ;;
	*) [ $rc = 1 ] && grep -q "^! .*$2" "$out.said" ;;
	esac
	point $? "the judge: $1"
	rm -f "$out".*
}
judged "taken and arrived" ok good.0.1 '1 2 good.0.1 end taken 1'
judged "taken and lost" "came nowhere" "" '1 2 good.0.1 end taken 1'
judged "taken once, come twice" "came 2 times" "good.0.1
good.0.1" '1 2 good.0.1 end taken 1'
judged_fault=mx-killed
judged "not answered, come twice, as listed" ok "good.0.1
good.0.1" '11 12 good.0.1 try 192.0.2.1 dot 000 ECONNRESET
13 14 good.0.1 end taken 2'
judged "... answered" "came 2 times" "good.0.1
good.0.1" '11 14 good.0.1 end taken 1'
judged_fault=killed-in-data
judged "... where it is not listed" "came 2 times" "good.0.1
good.0.1" '11 12 good.0.1 try 192.0.2.1 dot 000 ECONNRESET
13 14 good.0.1 end taken 2'
judged_fault=
judged "a good one refused" "was refused" "" '11 12 good.0.1 end refused 1'
judged "a good one given up" "never got in" "" '11 12 good.0.1 end given-up 9'
judged "a bad one taken meanwhile, as listed" ok dnsbl.0.1 '11 12 dnsbl.0.1 end taken 1'
judged "... before" "should be refused" dnsbl.0.1 '1 2 dnsbl.0.1 end taken 1'
judged "... not listed" "should be refused" helo.0.1 '11 12 helo.0.1 end taken 1'
judged "refused, and come" "was not taken" helo.0.1 '11 12 helo.0.1 end refused 1'
judged "a temporary refusal, as listed" ok "" '11 12 once.0.1 try 192.0.2.1 rcpt 451 greylist
11 12 once.0.1 end put-off 1'
judged "... not listed" "does not list 451" "" '11 12 once.0.1 try 192.0.2.1 rcpt 451 Temporary_local_problem
11 12 once.0.1 end put-off 1'
sed 's/^/# /' "$out" >&2
echo "1..$n"
