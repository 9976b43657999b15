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
sed 's/^/# /' "$out" >&2
echo "1..$n"
