#!/bin/sh
# aclgen explain: the rules that the real Exim asks, and the policy's line of the one that answers.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh

misuse "needs --from and --rcpt" explain --from 192.0.2.1 "$POLICY"
misuse "needs --from and --rcpt" explain --rcpt a@example.org "$POLICY"
misuse "no IP address: here" explain --from here --rcpt a@example.org "$POLICY"
misuse "no IP address: there" explain --from 192.0.2.1 --to there --rcpt a@example.org "$POLICY"
misuse "takes one policy" explain --from 192.0.2.1 --rcpt a@example.org "$POLICY" b
misuse "not a format" explain --from 192.0.2.1 --rcpt a@example.org --format tap "$POLICY"
misuse "cannot be opened" explain --from 192.0.2.1 --rcpt a@example.org --message "$TMP/none" "$POLICY"
misuse "more than one line" explain --from 192.0.2.1 --rcpt "a@example.org
DATA" "$POLICY"
sed 's/hostname/hostnam/' "$POLICY" >"$TMP/broken.yaml"
ag explain --from 192.0.2.1 --rcpt a@example.org "$TMP/broken.yaml"
has "$code: $err" "1: $TMP/broken.yaml:" "a policy that is wrong: exit 1"

if ! ([ "$(id -u)" -eq 0 ] && unshare -mn true && [ -x /usr/sbin/exim4 ]) 2>/dev/null; then
	skip "the real Exim cannot be asked here"
	done_testing
	exit 0
fi

line() {
	grep -n "$1" "$POLICY" | head -n 1 | cut -d: -f1
}
# explain ARGUMENT...: by a stranger to a user of ours, unless said otherwise
explain() {
	ag explain --module "$MODULE" --from 203.0.113.17 --helo client.example.net \
		--sender a@elsewhere.example --rcpt user@example.org "$@" "$POLICY"
}
last() {
	echo "$out" | tail -n 1
}

explain
is "$code: $err" "0: " "mail that is taken"
has "$out" "  passes     policy.yaml:$(line '  verify: deny')" "what was asked and passed"
has "$out" "sender.verify: deny" "with what it is"
has "$out" "acl_jj_rcpt: RCPT TO:<user@example.org>" "at which command"
is "$(last)" "Answer: 250 Accepted" "and the answer"

explain --sender a@b.invalid
is "$(last)" "by sender.verify, policy.yaml:$(line '  verify: deny')" "a sender that does not exist"
has "$out" "  refuses    policy.yaml:$(line '  verify: deny')" "is refused by that"
case $out in *sender.callout*) false ;; *) true ;; esac
ok $? "and what comes behind it is not asked"

explain --rcpt friend@elsewhere.example
is "$(last)" "by relay, policy.yaml:$(line ' local: ')" "relaying"
explain --rcpt friend@elsewhere.example --auth
is "$(last)" "Answer: 250 Accepted" "a user who has logged in"
explain --rcpt friend@elsewhere.example --from 192.0.2.7 --to 192.0.2.1
is "$(last)" "Answer: 250 Accepted" "our own network"
has "$out" "  accepts    policy.yaml:$(line 'relay_from:')" "by the policy's line"
explain --sender '' --rcpt unknown@example.org
is "$(last)" "by recipient.unknown, policy.yaml:$(line ' local: ')" "an unknown user"

explain --sender '' --message tests/data/bounces/exim.eml
is "$(last)" "by bounces.forged, policy.yaml:$(line '  forged: deny')" "a forged bounce"
has "$out" "verdict=forged" "with the detector's own words"
sed 's/door: local_scan/door: acl/; s/forged: deny/forged: log/' "$POLICY" >"$TMP/policy.yaml"
ag explain --module "$MODULE" --from 203.0.113.17 --sender '' --rcpt user@example.org \
	--message tests/data/bounces/exim.eml "$TMP/policy.yaml"
has "$out" "  notes      policy.yaml:$(line '  forged: deny')" "by the door acl and only logged"
case $(last) in "Answer: 250 OK id="*) true ;; *) false ;; esac
ok $? "it is taken"

explain --format json --sender a@b.invalid
if command -v perl >/dev/null; then
	echo "$out" | perl -MJSON::PP -e 'local $/; my $j = decode_json(<STDIN>);
		print "$j->{answer}{rule} $j->{asked}[-1]{outcome} $j->{commands}[2]{reply}\n"' \
		>"$TMP/json" 2>&1
	is "$(cat "$TMP/json")" "sender.verify refuses 250 OK" "--format json"
fi
done_testing
