#!/bin/sh
# aclgen report reads what Exim really writes, with every check there is and at both doors: each line of
# ours is known, and what the clients were told is what it counts.
. "$(dirname "$0")/../lab/test.sh"

REPORT=$LAB/report.json

# from SOURCE EXPECTED FILE SENDER [RECIPIENT]...
from()
{
	from_source=$1 from_code=$2 from_file=$3 from_sender=$4
	shift 4
	from_to=
	for from_rcpt in "${@:-user@example.org}"; do
		from_to="$from_to <$from_rcpt>"
	done
	talk "$from_source, $from_sender to ${*:-user}: $from_code" "$from_source" <<-END
		mail $from_file <$from_sender>$from_to
		< $from_code
	END
}

# read_log: what aclgen report says of the MX's log.
read_log()
{
	"$BUILD/aclgen" report --json "$LAB/mx/log" >"$REPORT"
}

# value TITLE PERL WANTED: what an expression about $r, the report, says.
value()
{
	tap_got=$(perl -MJSON::PP -e "local \$/; my \$r = decode_json(<STDIN>); print $2" <"$REPORT" 2>&1)
	[ "$tap_got" = "$3" ]
	result $? "$1" || echo "# got: $tap_got" >&2
}

# lines RE: in the log.
lines()
{
	grep -Ec -e "$1" "$LAB/mx/log/mainlog"
}

rule='join " ", map { "$_->{rule}=$_->{refused}/$_->{put_off}/$_->{would_refuse}" } sort { $a->{rule} cmp $b->{rule} } @{$r->{rules}}'

world
everything 's/^spamassassin:.*//' 's/^greylist:.*//' 's/^honeypot:.*//'
from 203.0.113.66 "550 (block.hosts)" "$BOUNCES/mail.eml" carl@sender.example
from 198.51.100.67 "550 (sender.verify)" "$BOUNCES/mail.eml" x@no-such.example
from 198.51.100.67 "550 (recipient.unknown)" "$BOUNCES/mail.eml" carl@sender.example nobody@example.org
from 198.51.100.67 250 "$BOUNCES/mail.eml" carl@sender.example
from 198.51.100.67 "550 (bounces.forged)" "$BOUNCES/exim.eml" ""
from 198.51.100.67 250 "$BOUNCES/headerless.eml" ""
says "... all of it is in the log" '=> user'
wait_queue mx
read_log
value "door acl: every line of ours is known" '"$r->{log}{unknown} $r->{log}{foreign} $r->{log}{unread}"' "0 0 0"
value "... messages received" '$r->{total}{received}' "$(lines ' <= ')"
value "... delivered" '$r->{total}{delivered}' "$(lines ' [-=]> ')"
value "... refused" '$r->{total}{refused}' "$(lines '(^|[^y]) rejected ')"
value "... by rule" "join ' ', grep { !/=0.0/ } split / /, $rule" \
	"block.hosts=1/0/0 bounces.forged=1/0/0 recipient.unknown=1/0/0 sender.verify=1/0/0"
value "... the verdicts" 'join " ", map { $_->{name} } sort { $a->{name} cmp $b->{name} } @{$r->{verdicts}{rows}}' \
	"forged received-none unverifiable no-original"
value "... who brought the unverifiable one" 'join " ", map { $_->{name} } @{$r->{unverifiable}{rows}}' "mail.sender.example"

site local_scan 's/^  verify: .*/  verify: defer/' 's/^  unverifiable: .*/  unverifiable: tag/' 's/^  forged: .*/  forged: deny/'
from 198.51.100.67 4 "$BOUNCES/mail.eml" x@no-such.example
from 198.51.100.67 250 "$BOUNCES/headerless.eml" ""
from 198.51.100.67 550 "$BOUNCES/exim.eml" ""
wait_queue mx
a_genuine_bounce "$LAB/genuine"
result $? "door local_scan: a genuine bounce comes"
read_log
value "... every line of ours is known" '$r->{log}{unknown}' 0
value "... by rule" "$rule" "bounces.forged=1/0/0 bounces.unverifiable=0/0/1 sender.verify=0/1/0"
value "... mail of ours that came back left by us" 'scalar grep { $_->{ours} && $_->{name} =~ /^example.org (192.0.2.1|2001:db8:1::1)$/ } @{$r->{via}{rows}}' 1

# Exim's variants of what stands before a line.
sed -i 's/^log_selector = .*/& +millisec +pid +incoming_port +incoming_interface +delivery_size +subject/' "$LAB/mx/etc/exim4.conf"
echo 'log_timezone = yes' >"$LAB/mx/etc/extra.conf"
site local_scan 's/^  verify: .*/  verify: deny/' 's/^mode: .*//' 's/^joejob: 1/&\nmode: log/'
from 198.51.100.67 250 "$BOUNCES/mail.eml" x@no-such.example
from 198.51.100.67 250 "$BOUNCES/exim.eml" ""
says "... delivered" '=> user'
wait_queue mx
read_log
value "in the shadow, by the longest prefix: nothing is refused" '"$r->{total}{refused} $r->{total}{received}"' "0 $(lines ' <= ')"
value "... and what would be" "$rule" "bounces.forged=0/0/1 sender.verify=0/0/1"
value "... to whom it would have happened" 'join " ", map { $_->{name} } @{$r->{would_suffer}{rows}}' "<> no-such.example"
done_testing
