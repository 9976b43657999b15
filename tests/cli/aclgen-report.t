#!/bin/sh
# aclgen report: what is counted, in which logs, by which writers, and what hostile logs do to them.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh

# numbers FILE...: the totals that say something, as JSON has them.
numbers() {
	ag report --json "$@"
	got=$(perl -MJSON::PP -e '
		local $/; my $r = decode_json(<STDIN>); my $t = $r->{total};
		print join " ", map { "$_=$t->{$_}" } grep { $t->{$_} } sort keys %$t;
	' <"$TMP/out" 2>&1)
}

# value FILTER: what a Perl expression about $r, the report, says.
value() {
	perl -MJSON::PP -e 'local $/; my $r = decode_json(<STDIN>); print '"$1" <"$TMP/out" 2>&1
}

# names SECTION: "name=first count,second count" of all its rows.
names() {
	value 'join "; ", map { my $x = $_; "$x->{name}=" . join ",", map { $x->{$_} } grep { $_ ne "name" } sort keys %$x } @{$r->{'"$1"'}{rows}}'
}

# ---- every line that our ACLs and the module write, and those of Exim that count

cat >"$TMP/mainlog" <<'END'
2026-11-26 10:00:00 exim 4.96 daemon started: pid=334, no queue runs, listening for SMTP on port 25
2026-11-26 10:00:01 1xWZFr-00005m-2a <= carl@sender.example H=mail.sender.example [203.0.113.10] P=esmtp S=1000 id=a@b
2026-11-26 10:00:01 1xWZFr-00005m-2a joejob spamassassin=ham score=0.3
2026-11-26 10:00:02 1xWZFr-00005m-2a == user@dept.example.org R=department T=smtp defer (111): Connection refused
2026-11-26 10:10:02 1xWZFr-00005m-2a == user@dept.example.org R=department T=smtp defer (111): Connection refused
2026-11-26 10:20:03 1xWZFr-00005m-2a => user@dept.example.org F=<carl@sender.example> R=department T=smtp H=192.0.2.10 [192.0.2.10]
2026-11-26 10:20:03 1xWZFr-00005m-2a -> anna@dept.example.org F=<carl@sender.example> R=department T=smtp H=192.0.2.10 [192.0.2.10]
2026-11-26 10:20:04 1xWZFr-00005m-2a Completed
2026-11-26 10:30:00 1xWZFr-00005n-2a joejob verdict=unverifiable evidence=no-original rule=bounces.unverifiable line=45 action=tag bytes=959 us=example.org
2026-11-26 10:30:00 1xWZFr-00005n-2a <= <> H=(mx.remote.example) [203.0.113.10] P=esmtp S=500 id=d@e
2026-11-26 10:30:01 1xWZFr-00005n-2a ** user@example.org F=<> R=users: full
2026-11-26 10:30:01 1xWZFr-00005o-2a <= <> R=1xWZFr-00005n-2a U=Debian-exim P=local S=700
2026-11-26 11:00:00 1xWZFr-00005p-2a joejob verdict=forged evidence=received-none rule=bounces.forged line=44 action=deny bytes=1760 us=example.org via=pc.dial.example
2026-11-26 11:00:00 1xWZFr-00005p-2a F=<> H=mx.remote.example [203.0.113.11] P=esmtp rejected by local_scan(): 5.7.1 This bounce returns a message that never passed through our mail servers (bounces.forged). If this is wrong, write to postmaster@example.org
2026-11-26 11:00:01 1xWZFr-00005q-2a joejob verdict=unverifiable evidence=unproven rule=bounces.unproven line=46 action=defer bytes=1760 us=example.org via=smtp.provider.example
2026-11-26 11:00:01 1xWZFr-00005q-2a H=mx.remote.example [203.0.113.11] F=<> temporarily rejected after DATA: joejob rule=bounces.unproven line=46 mode=defer
2026-11-26 11:00:02 1xWZFr-00005r-2a joejob verdict=ours evidence=token rule=- line=0 action=accept bytes=1971 us=example.org via=mx.example.org
2026-11-26 11:00:03 H=([198.51.100.66]) [198.51.100.66]:4711 I=[192.0.2.1]:25 F=<x@no-such.example> rejected RCPT <user@example.org>: joejob rule=sender.verify line=31 mode=deny: Unrouteable address
2026-11-26 11:00:03 H=([198.51.100.66]) [198.51.100.66] sender verify fail for <x@no-such.example>: Unrouteable address
2026-11-26 11:00:04 joejob rule=helo.no_address line=20 mode=log would refuse H=(a.example) [198.51.100.66] F=<x@poor.example> R=<user@example.org>
2026-11-26 11:00:04 joejob rule=connect.ptr line=21 mode=tag kill-switch=on would refuse H=(a.example) [198.51.100.66] F=<x@poor.example> R=<user@example.org>
2026-11-26 11:00:05 joejob rule=helo.no_address line=20 mode=log would refuse H=(a.example) [198.51.100.66] F=<x@poor.example> R=<user@example.org>
2026-11-26 11:00:06 SMTP protocol synchronization error (next input sent too soon: pipelining was not advertised): rejected "MAIL FROM:<a@b>" H=c.example [198.51.100.67] next input="RCPT"
2026-11-26 11:00:06 joejob rule=connect.pipelining line=15 mode=deny dropped H=c.example [198.51.100.67] F=<>
2026-11-26 11:00:07 rejected EHLO from H=[198.51.100.68]: syntactically invalid argument(s): @
2026-11-26 11:00:08 1xWZFr-00005s-2a joejob token=none from=ours F=<user@example.org> D=remote.example (the module is missing)
2026-11-26 11:00:08 1xWZFr-00005s-2a joejob token=none from=others F=<user@example.org> D=remote.example
2026-11-26 11:00:09 1xWZFr-00005s-2a joejob prvs=none F=<user@example.org>: there is no /etc/exim4/prvs.key
2026-11-26 11:00:10 joejob callout=sender F=<a@partner.example>
2026-11-26 11:00:11 1xWZFr-00005s-2a spam acl condition: all spamd servers failed
2026-11-26 11:00:12 joejob state=down backend=redis: [2001:db8::5]:7000 does not answer within 3s
END
numbers "$TMP/mainlog"
is "$code: $err" "0: " "a log of Exim"
is "$got" "delayed=1 delivered=2 delivered_bytes=2000 failed=1 ham=1 offered=8 own_bounces=1 put_off=1 received=3 received_bytes=2200 refused=4 spamassassin=1 would_refuse=3" "... the talk's table"
is "$(value 'join "; ", map { "$_->{rule}=$_->{refused},$_->{put_off},$_->{would_refuse},$_->{alone},$_->{mode}" } sort { $a->{rule} cmp $b->{rule} } @{$r->{rules}}')" \
	"(EHLO)=1,0,0,0,; bounces.forged=1,0,0,0,; bounces.unproven=0,1,0,0,; bounces.unverifiable=0,0,1,1,tag; connect.pipelining=1,0,0,0,; connect.ptr=0,0,1,0,tag; helo.no_address=0,0,2,2,log; sender.verify=1,0,0,0," "... rules, and what one attempt met twice"
is "$(value 'join "; ", map { "$_->{hour}=$_->{received},$_->{refused},$_->{put_off},$_->{would_refuse}" } @{$r->{hours}}')" \
	"2026-11-26 10=3,0,0,1; 2026-11-26 11=0,4,1,2" "... hours"
is "$(names verdicts)" "forged received-none=1; ours token=1; unverifiable no-original=1; unverifiable unproven=1" "... verdicts"
is "$(names unverifiable)" "203.0.113.10=1; mx.remote.example=1" "... who brought unverifiable bounces"
is "$(names via)" "example.org mx.example.org=0,1,0; example.org smtp.provider.example=0,0,1" "... where returned mail left: not what forged ones say"
is "$(names unsigned)" "example.org=1,1,1" "... unsigned mail"
is "$(names unsigned_why)" "the module is missing=1; there is no /etc/exim4/prvs.key=1" "... and why"
is "$(names callouts)" "partner.example=1" "... callouts"
is "$(names would_suffer)" "poor.example=0,2; <>=2,1" "... domains that would have suffered"
is "$(names trouble)" "spamassassin: no server answers=1; state=down backend=redis: [2001:db8::5]:7000 does not answer within 3s=1" "... what did not work"
ag report "$TMP/mainlog"
is "$(printf '%s\n' "$out" | awk 'length > 80' | wc -l)" 0 "as text it fits 80 columns"
has "$out" "Rejected                                       4" "... with the talk's table"
has "$out" "Seen by SpamAssassin                           1     12.5% of 8 offered" "... and what SpamAssassin saw of it"

# ---- prefixes

want=$got
# same TEXT: the log in $TMP/other says the same.
same() {
	numbers "$TMP/other"
	is "$got" "$want" "$1"
}
numbers "$TMP/mainlog"
want=$got
sed -E 's/^(.{19})/\1.123/' "$TMP/mainlog" >"$TMP/other"
same "times with milliseconds"
sed -E 's/^(.{19})/\1 +0100/' "$TMP/mainlog" >"$TMP/other"
same "times with a zone"
sed -E 's/^(.{19})/\1.123 -0330 [4711]/' "$TMP/mainlog" >"$TMP/other"
same "... milliseconds and a process id"
sed -E 's/1xWZFr-0(0005.)-2a/1xWZFr-000000\1-2aXY/' "$TMP/mainlog" >"$TMP/other"
same "message ids of Exim 4.97"
sed -E 's/^/Nov 26 10:00:00 mx1 exim[99]: /' "$TMP/mainlog" >"$TMP/other"
same "by way of syslog"
sed -E 's/^(.{10}) (.{8})/\1T\2.123456+01:00 mx1 exim[99]:/' "$TMP/mainlog" >"$TMP/other"
same "by way of syslog, with its time alone"
sed -E 's/^2026/1996/' "$TMP/mainlog" >"$TMP/other"
same "another year"
{
	sed -n 1,12p "$TMP/mainlog"
	sed -n '13,$p' "$TMP/mainlog" | sed 's/.*/Nov 26 10:00:00 mx1 sshd[1]: no line of Exim\n&/'
} >"$TMP/other"
same "lines of others between them"
sed -n '1s/\(.\{19\}\).*/\1 +0100 x/p; 2s/^2026-11-26 10:00:01/2026-11-26 14:30:01 +0530/p' "$TMP/mainlog" >"$TMP/zones"
ag report --json "$TMP/zones"
is "$(value '$r->{last}')" "2026-11-26 10:00:01" "another zone is shown in that of the first line"

# ---- files

mkdir "$TMP/logs"
sed -n 1,4p "$TMP/mainlog" | gzip >"$TMP/logs/mainlog.2.gz"
sed -n 5,20p "$TMP/mainlog" >"$TMP/logs/mainlog.1"
sed -n '21,$p' "$TMP/mainlog" >"$TMP/logs/mainlog"
echo "2026-11-26 11:00:00 1xWZFr-00005p-2a <= x@x" >"$TMP/logs/rejectlog"
numbers "$TMP/logs"
is "$code: $got" "0: $want" "a folder: its mainlogs, rotated and gzipped"
numbers "$TMP/logs/mainlog" "$TMP/logs/mainlog.1" "$TMP/logs/mainlog.2.gz" "$TMP/logs" "$TMP/logs/mainlog"
is "$got" "$want" "the newest first, and some twice"
ag report --json - <"$TMP/mainlog"
is "$code: $(value '$r->{total}{refused}')" "0: 4" "standard input"
gzip <"$TMP/mainlog" >"$TMP/z"
ag report --json - <"$TMP/z"
is "$code: $(value '$r->{total}{refused}')" "0: 4" "... gzipped"
numbers "$TMP/none" "$TMP/mainlog"
is "$code: $got" "2: $want" "a missing file: exit 2, and the rest is reported"
has "$err" "$TMP/none: No such file" "... with its name"
i=0
while [ $i -lt 400 ]; do
	sed "s/1xWZ/1x$i/" "$TMP/mainlog"
	i=$((i + 1))
done | gzip >"$TMP/long.gz"
head -c 9000 "$TMP/long.gz" >"$TMP/cut.gz"
ag report --json "$TMP/cut.gz"
is "$code" 2 "a gzipped file that is cut: exit 2"
has "$err" "cut.gz: " "... with its name"
[ "$(value '$r->{total}{refused}')" -gt 0 ]
ok $? "... and what comes before that is reported"
mkdir "$TMP/empty"
ag report "$TMP/empty"
is "$code" 2 "a folder without a mainlog"
: >"$TMP/nothing"
for f in --json --html --format=text; do
	ag report $f "$TMP/nothing"
	is "$code: $err" "0: " "an empty log, $f"
done
echo "2026-11-26 10:00:00 joejob hail=7 F=<a@b.example>" >"$TMP/later"
for f in text html; do
	ag report --format $f "$TMP/later"
	is "$(grep -c "1 of .*another version of joejob" "$TMP/out")" 1 "a line of ours that is not known, as $f"
done

# ---- options

numbers --since 2026-11-26T11:00 "$TMP/mainlog"
has "$got" "put_off=1 refused=4" "--since"
numbers --until "2026-11-26 11:00:01" "$TMP/mainlog"
has "$got" "received=3 received_bytes=2200 refused=1" "--until: before then"
numbers --since 2026-11-27 "$TMP/mainlog"
is "$code: $got" "0: " "a time without lines"
ag report --top 1 --json "$TMP/mainlog"
is "$(names verdicts)" "forged received-none=1" "--top"
misuse "report takes log files" report
misuse "takes a date" report --since yesterday "$TMP/mainlog"
misuse "takes a date" report --until 2026-13-01 "$TMP/mainlog"
misuse "takes a number" report --top 0 "$TMP/mainlog"
misuse "takes a number" report --top 1x "$TMP/mainlog"
misuse "one of --json, --html" report --json --html "$TMP/mainlog"

# ---- hostile logs

e=$(printf '\033')
{
	cat "$TMP/mainlog"
	printf '2026-11-26 11:01:00 H=(<script>alert(1)</script>) [198.51.100.66] F=<a@<img src=x onerror=alert(1)>"&.example> rejected RCPT <u@example.org>: joejob rule=sender.verify line=31 mode=deny\n'
	printf '2026-11-26 11:01:01 H=(%s]0;x\007) [198.51.100.66] F=<a@%s[31m.example> rejected RCPT <u@example.org>: joejob rule=%s[31m<b> line=31 mode=deny\n' "$e" "$e" "$e"
	printf '2026-11-26 11:01:02 H=(x rejected RCPT <a>: joejob rule=fake.one line=1 mode=deny) [198.51.100.66] Warning: nothing\n'
	printf '2026-11-26 11:01:03 joejob rule=connect.pipelining line=15 mode=deny dropped H=(x would refuse H=y) [198.51.100.66] F=<>\n'
	printf '2026-11-26 11:01:04 H=(a) [198.51.100.66] F=<a\000b@nul\000.example> rejected RCPT <u@example.org>: joejob rule=sender.verify line=31 mode=deny\n'
	printf '2026-11-26 11:01:05 joejob verdict=forged<i> evidence=\377\376 rule=bounces.forged line=1 action=log us=<u> via=</script>\n'
	printf '2026-11-26 11:01:06 joejob token=none\n2026-11-26 11:01:06 joejob rule=\n2026-11-26 11:01:06 H=[\n2026-11-26 11:01:06 F=<\n2026-11-26 11:01:06 \n2026-11-26 1\n\n'
	printf '9999-99-99 99:99:99 x\n2026-02-30 23:59:60 1xWZFr-00005s-2a <= \n2026-11-26 11:01:07 1xWZFr-00005s-2a => \n'
	head -c 1000000 /dev/zero | tr '\0' x
	printf '\n2026-11-26 11:01:08 H=('
	head -c 1000000 /dev/zero | tr '\0' '('
	printf ') [198.51.100.66] F=<a@b> rejected RCPT <u>: joejob rule=sender.verify line=31 mode=deny\n2026-11-26 11:01:09 H=(a) [198.51.1'
} >"$TMP/hostile"
for f in text json html; do
	ag report --format $f "$TMP/hostile"
	is "$code: $err" "0: " "a hostile log, as $f"
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177-\377]')" "$TMP/out"
	is "$?" 1 "... without a byte that is not printable ASCII"
done
ag report --html "$TMP/hostile"
is "$(grep -oE '</?[^ />]+' "$TMP/out" | sed 's|[</]||g' | LC_ALL=C sort -u | tr '\n' ' ')" \
	'!DOCTYPE b body div footer g h1 h2 head header html i li main meta p path rect section span style svg table td th title tr ul ' \
	"the page has only tags of its own"
grep -qiE 'url\(|https?:|@import|javascript:' "$TMP/out"
is "$?" 1 "... and no address of elsewhere"
ag report --json "$TMP/hostile"
is "$(value '"$r->{total}{refused} $r->{total}{would_refuse}"')" "7 3" "what a HELO name says is no refusal"
is "$(value 'scalar grep { $_->{rule} =~ /fake/ } @{$r->{rules}}')" 0 "... and names no rule"
awk 'BEGIN {for (i = 0; i < 150000; i++) {
	printf "2026-11-26 11:00:%02d H=(a) [10.%d.%d.%d] F=<a@d%d.example> rejected RCPT <u>: joejob rule=r%d line=1 mode=deny\n", i / 3000, i / 65536, i / 256 % 256, i % 256, i, i % 90
	if (i % 10 == 0) print "2026-11-26 11:00:00 H=(a) [198.51.100.66] F=<a@often.example> rejected RCPT <u>: joejob rule=often line=1 mode=deny"
}}' >"$TMP/crowd"
ag report --json --top 1 "$TMP/crowd"
is "$(value '$r->{clients}{rows}[0]{name}')" 198.51.100.66 "who comes often is found in a crowd of 150,000"
n=$(value '$r->{clients}{rows}[0]{refused} + $r->{clients}{too_low_by}')
[ "$(value '$r->{clients}{rows}[0]{refused}')" -le 15000 ] && [ "$n" -ge 15000 ]
ok $? "... and how much too low its count may be"
is "$(value 'scalar @{$r->{rules}}') $(value '$r->{total}{refused}')" "64 165000" "rules beyond 63 are counted together"
awk 'BEGIN {for (y = 1000; y < 3000; y++) for (m = 1; m < 13; m++) printf "%d-%02d-01 00:00:00 1xWZFr-00005m-2a <= a@b\n", y, m}' >"$TMP/ages"
for f in text json html; do
	ag report --format $f "$TMP/ages"
	is "$code: $err" "0: " "two thousand years, as $f"
done
ag report --html "$TMP/mainlog"
has "$out" 'name="viewport"' "the page is for phones, too"
has "$out" "prefers-color-scheme:dark" "... and for the night"
done_testing
