#!/bin/sh
# aclgen test: that it sees what is wrong, says where, and shows what happened.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
C=$TMP/cases.yaml

# cases TEXT: a file of cases, of stdin behind the first line
cases() {
	{
		echo 'joejob_cases: 1'
		cat
	} >"$C"
}
test_it() {
	ag test --module "$MODULE" "$@" "$POLICY" "$C"
}

# ---- options

misuse "takes a policy and files of cases" test "$POLICY"
misuse "not a format" test --format json "$POLICY" "$C"
misuse "--diff is not for test" test --diff "$POLICY" "$C"
misuse "--only is not for check" check --only x "$POLICY"

# ---- files that are wrong

# wrong PLACE CODE WORDS, with the cases on stdin
wrong() {
	cases
	test_it
	is "$code" 1 "$3: exit 1"
	has "$err" "$C:$1: error: " "at $1"
	has "$err" "[$2]" "with the code $2"
	has "$err" "$3" "and the words"
	is "$out" "" "and nothing is played"
}
wrong 3:14 AG501 "is no reply" <<'EOF'
cases:
  - {expect: 999, name: a, rcpt: a@example.org}
EOF
wrong 3:15 AG100 "did you mean cases[].expect?" <<'EOF'
cases:
  - {name: a, expct: 550, rcpt: a@example.org}
EOF
wrong 3:5 AG505 "has no recipient" <<'EOF'
cases:
  - {name: a, sender: a@example.net, at: rcpt}
EOF
wrong 4:12 AG506 "stands in line 3 already" <<'EOF'
cases:
  - {name: same, rcpt: a@example.org}
  - {name: same, rcpt: b@example.org}
EOF
wrong 3:23 AG503 "this one does several" <<'EOF'
cases:
  - {name: a, steps: [{helo: a.example, sender: a@example.net}]}
EOF
wrong 3:21 AG504 "belongs into a step" <<'EOF'
cases:
  - {name: a, rcpt: a@example.org, steps: [{helo: a.example}]}
EOF
wrong 2:15 AG502 "is no DNS record" <<'EOF'
world: {dns: ["example.net MX mail"]}
cases: [{name: a, rcpt: a@example.org}]
EOF
wrong 4:11 AG011 "line breaks" <<'EOF'
cases:
  - name: a
    rcpt: |
      a@example.org
EOF
wrong 2:8 AG103 "write a list of mappings" <<'EOF'
cases: no
EOF
cases <<'EOF'
cases: []
EOF
test_it
has "$code: $err" "[AG500]" "no cases: an error"
ag test "$POLICY" "$TMP/none.yaml"
is "$code" 2 "a file that is missing: exit 2"
has "$err" "[AG002]" "with a diagnostic"
sed 's/hostname/hostnam/' "$POLICY" >"$TMP/broken.yaml"
echo 'cases: [{name: a, rcpt: a@example.org}]' | cases
ag test "$TMP/broken.yaml" "$C"
has "$code: $err" "1: $TMP/broken.yaml:" "a policy that is wrong: exit 1"
ag test --only zzz "$POLICY" "$C"
has "$code: $err" "2: aclgen: no case has this in its name: zzz" "--only that fits none: exit 2"

if ! ([ "$(id -u)" -eq 0 ] && unshare -mn true && [ -x /usr/sbin/exim4 ]) 2>/dev/null; then
	skip "the real Exim cannot be asked here"
	done_testing
	exit 0
fi

# ---- expectations that are not met: each case fails, for a reason of its own

cases <<'EOF'
world:
  dns: ["partner.example.net. MX 10 mx.partner.example.net.", "mx.partner.example.net. A 203.0.113.25"]
  servers: [{address: 203.0.113.25, unknown: ghost}]
cases:
  - {name: code, rcpt: user@example.org, expect: 550}
  - {name: class, rcpt: unknown@example.org, expect: 4xx}
  - {name: accepted, rcpt: unknown@example.org}
  - {name: before, sender: a@b.invalid, rcpt: [unknown@example.org, user@example.org], expect: 550}
  - {name: text, rcpt: unknown@example.org, expect: 550, says: no such text}
  - {name: rule, rcpt: unknown@example.org, expect: 550, rule: sender.verify}
  - {name: no rule, rcpt: unknown@example.org, expect: 550, rule: none}
  - {name: log, rcpt: user@example.org, log: no such line}
  - {name: has, rcpt: user@example.org, headers: {has: X-Nothing}}
  - {name: has value, rcpt: user@example.org, headers: {has: "Subject: other"}}
  - {name: lacks, rcpt: user@example.org, headers: {lacks: subject}}
  - {name: least, rcpt: user@example.org, takes: {least: 5s}}
  - {name: again, rcpt: user@example.org, again: [{after: 1m}, {after: 1m, expect: 451}]}
  - {name: later, sender: ghost@partner.example.net, rcpt: user@example.org, expect: 550,
      again: [{after: 3h, expect: 550, says: (cached)}]}
  - name: order
    steps:
      - {helo: a.example}
      - {sender: a@b.invalid}
      - {rcpt: unknown@example.org, expect: 550, rule: sender.verify}
      - {rcpt: user@example.org, expect: 550, rule: recipient.unknown}
  - name: hang-up
    steps:
      - {connect: yes}
      - {quit: yes}
      - {helo: a.example}
      - {send: [QUIT, NOOP]}
      - {rcpt: a@example.org}
EOF
test_it
is "$code" 1 "cases that fail: exit 1"
has "$out" "$C: 16 cases, 16 failed" "all of them do"
# fails NAME WORDS
fails() {
	has "$(echo "$out" | sed -n "/FAIL: $1\$/,/FAIL:/p")" "$2" "$1: $2"
}
fails code 'to "RCPT TO:<user@example.org>" the answer is "250 Accepted", expected is 550'
fails code '    > RCPT TO:<user@example.org>'
fails code '    < 250 Accepted'
fails class 'expected is 4xx'
fails accepted 'expected is 2xx'
fails accepted "Exim's log:"
fails accepted 'joejob rule=recipient.unknown line='
fails before 'to "RCPT TO:<unknown@example.org>"'
fails text 'does not say "no such text"'
fails rule 'the rule sender.verify is not in the log'
fails 'no rule' 'the log names the rule recipient.unknown, expected is none'
fails log '"no such line" is not in the log'
fails has 'without the header line "X-Nothing"'
fails 'has value' 'without the header line "Subject: other"'
fails lacks 'with the header line "subject"'
fails least 'expected are 5 s at least'
fails again '(60 seconds later)'
fails later 'does not say "(cached)"'
fails order 'the rule recipient.unknown is not in the log'
fails hang-up 'the answer is nothing; Exim hangs up'

# ---- the same cases, other policies

cases <<'EOF'
cases:
  - {name: verify, sender: a@b.invalid, rcpt: user@example.org, expect: 550, rule: sender.verify}
  - {name: callout, rcpt: unknown@dept.example.org, expect: 550, rule: recipient.callout}
EOF
test_it
is "$code: $out" "0: $C: 2 cases, all as expected" "a policy that does what the cases say"
sed 's/verify: deny/verify: log/' "$POLICY" >"$TMP/log.yaml"
ag test --module "$MODULE" "$TMP/log.yaml" "$C"
is "$code: $(echo "$out" | grep -c FAIL)" "1: 1" "one that does less fails"
ag test --module "$MODULE" --only CALL "$TMP/log.yaml" "$C"
is "$code: $out" "0: $C: 1 case, all as expected" "--only leaves the other case out"
ag test --module "$MODULE" "$POLICY" "$C" "$C"
is "$code: $(echo "$out" | grep -c '2 cases')" "0: 2" "two files"

# ---- TAP and JUnit

cases <<'EOF'
cases:
  - {name: "<good> & \"#1\"", rcpt: user@example.org}
  - {name: bad, rcpt: user@example.org, expect: 550, says: "]]> & <x>"}
EOF
test_it --format tap
is "$code: $(echo "$out" | grep -v '^#')" '1: ok 1 - <good> & " 1"
not ok 2 - bad
1..2' "--format tap"
has "$out" '# > RCPT TO:<user@example.org>' "with the dialogue as remarks"
test_it --format junit
has "$out" '<testsuite name="'"$C"'" tests="2" failures="1" errors="0"' "--format junit"
has "$out" 'name="&lt;good&gt; &amp; &quot;#1&quot;"' "names are escaped"
has "$out" 'RCPT TO:&lt;user@example.org&gt;' "so is the dialogue"
if command -v xmllint >/dev/null; then
	echo "$out" | xmllint --noout - 2>"$TMP/err"
	is "$?: $(cat "$TMP/err")" "0: " "the XML is well-formed"
fi

# ---- what -bh does not show

sed 's/door: local_scan/door: acl/' "$POLICY" >"$TMP/acl.yaml"
printf 'Subject: from a file\n\n.dot\n' >"$TMP/message.eml"
cases <<'EOF'
cases:
  - name: any address on both sides
    from: "2001:db8:77::1"
    to: "2001:db8:99::1"
    rcpt: user@example.org
    message: {file: message.eml}
    headers: {has: ["Subject: from a file", "Received: [2001:db8:77::1]"]}
  - name: several commands in one segment
    steps:
      - {helo: client.example.net}
      - {send: ["MAIL FROM:<a@example.net>", "RCPT TO:<unknown@example.org>"], expect: 550, rule: recipient.unknown}
      - {send: "NOOP", takes: {most: 5s}}
  - name: a client that talks first
    steps:
      - {connect: yes, send: "EHLO client.example.net", expect: 220, says: mx.example.org}
EOF
ag test --module "$MODULE" "$TMP/acl.yaml" "$C"
is "$code: $out" "0: $C: 3 cases, all as expected" "cases over TCP"

# TLS with a certificate that Exim makes up.
cases <<'EOF'
cases:
  - {name: tls, starttls: yes, auth: yes, rcpt: user@elsewhere.example, headers: {has: "Received: TLS"}}
  - name: after STARTTLS everything begins anew
    steps:
      - {helo: client.example.net}
      - {starttls: yes}
      - {sender: a@example.net, expect: 503}
EOF
test_it
is "$code: $out" "0: $C: 2 cases, all as expected" "STARTTLS"

# What this policy has no keys for, by templates: a delay, a spamd, a counter that forgets.
mkdir "$TMP/t"
cp templates/*.acl "$TMP/t"
sed -i '1i spamd_address = 127.0.0.1 7831' "$TMP/t/main.acl"
sed -i 's/^acl_jj_mail:/&\n  accept delay = 2s/' "$TMP/t/mail.acl"
sed -i 's/^acl_jj_mail:/&\n  warn set acl_m_jj_kind =/' "$TMP/t/mail.acl"
sed -i 's/^acl_jj_mail:/&\n  defer ratelimit = 1.2 \/ 1m \/ strict \/ per_mail/' "$TMP/t/mail.acl"
sed -i 's/^acl_jj_data:/&\n  warn spam = nobody:true\/defer_ok\n       add_header = X-Score: $spam_score/' \
	"$TMP/t/data.acl"
sed -i 's/^acl_jj_rcpt:/&\n  warn set acl_m_jj_skip =\n       set acl_m_jj_hit =\n       set acl_m_jj_ask =/' "$TMP/t/rcpt.acl"
cases <<'EOF'
world: {spam: 3.5}
cases:
  - {name: delay, rcpt: user@example.org, at: sender, takes: {least: 2s, most: 20s}}
  - {name: score, rcpt: user@example.org, headers: {has: "X-Score: 3.5"}}
  - {name: score of a case, spam: -1.0, rcpt: user@example.org, headers: {has: "X-Score: -1.0"}}
  - {name: down, spam: down, rcpt: user@example.org, headers: {lacks: "X-Score: 3.5"}}
  - name: forgetful
    rcpt: user@example.org
    at: sender
    again: [{after: 1s, expect: 451}, {after: 1h}]
EOF
test_it --templates "$TMP/t"
is "$code: $out" "0: $C: 5 cases, all as expected" "delays, spamd, later"

# ---- signed senders, with a key of the sandbox's own

sed 's/^bounces:/&\n  prvs: all\n  prvs_key: \/nonexistent\/key\n  unsigned: deny/' "$POLICY" >"$TMP/prvs.yaml"
cases <<'EOF'
cases:
  - {name: unsigned, sender: "", rcpt: user@example.org, expect: 550, rule: bounces.unsigned}
EOF
ag test --module "$MODULE" "$TMP/prvs.yaml" "$C"
is "$code: $(echo "$out" | head -n 1)" "0: $C: 1 case, all as expected" "a key that is not here"

# ---- nothing is left

"$ACLGEN" test --module "$MODULE" "$POLICY" examples/university/cases.yaml >/dev/null 2>&1 &
pid=$!
sleep 0.5
kill -s TERM $pid
wait $pid 2>/dev/null
out=$(ls -d /run/aclgen.$pid.* 2>/dev/null; pgrep -f "/run/aclgen.$pid.")
is "$out" "" "nothing is left after a SIGTERM"
done_testing
