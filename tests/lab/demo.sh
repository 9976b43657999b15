#!/bin/sh
# demo.sh - one policy, a real Exim, and what becomes of bounces and joe jobs, through both doors.
# `make demo` runs it as root. One line a conversation: what was sent, what became of it, the rule
# and the policy line that said so (from Exim's log), and the reply. Nothing stays in the system.

lab_caller=demo
# shellcheck source=tests/lab/lab.sh
. "$(dirname "$0")/lab.sh"
. "$lab_top/tests/lab/site.sh"
. "$lab_top/tests/lab/mail.sh"

CORPUS=${JJ_CORPUS:-$lab_top/../shared/corpus}
conversations=0
wrong=0

# report WANT WHAT GOT REPLY LOG: WANT is "accepted" or "refused", and behind a blank the rule, or
# the verdict and its evidence, that Exim's log must name.
report()
{
	conversations=$((conversations + 1))
	demo_why=$(echo "$5" | sed -nE 's/.*joejob (.*)/\1/p' | head -n 1 | awk '
		{
			for (i = 1; i <= NF; i++)
				if (split($i, part, "=") > 1)
					field[part[1]] = part[2]
			sub(/[^0-9].*/, "", field["line"])
			why = field["evidence"] == field["verdict"] ? "" : ", " field["evidence"]
			print (field["line"] > 0 ? field["rule"] ", line " field["line"] : field["verdict"] why)
		}')
	printf '  %-8s  %-54s  %-29s  %s\n' "$3" "$2" "$demo_why" "$4" | cut -c 1-160
	demo_rule=${1#"${1%% *}"}
	case "$3|$demo_why" in
	"${1%% *}|"*"${demo_rule# }"*) return ;;
	esac
	wrong=$((wrong + 1))
	echo "  ^^^^^^^^^ should have been: $1"
	sed 's/^/      /' "$LAB/dialogue"
	echo "$5" | sed 's/^/      log: /'
}

# The last of the replies on standard input in one line, without what its further lines repeat.
last_reply()
{
	awk '{
		text = substr($0, 5)
		if (more)
			sub(/^[245]\.[0-9]+\.[0-9]+ /, "", text)
		reply = more ? reply " " text : substr($0, 1, 3) " " text
		more = substr($0, 4, 1) == "-"
	} END {print reply}'
}

# try WANT WHAT SOURCE FROM TO FILE: one conversation with the MX.
try()
{
	mark mx
	demo_got=accepted
	converse "$3" 192.0.2.1 >"$LAB/dialogue" 2>&1 <<-END || demo_got=trouble
		< 220
		> EHLO [$3]
		< 250
		mail $6 $4 $5
		<
		> QUIT
		< 221
	END
	demo_reply=$(awk '/^> (QUIT|RSET)/ {exit} /^<|^!/' "$LAB/dialogue" | cut -c 3- | last_reply)
	case $demo_got$demo_reply in
	accepted4*) demo_got=deferred ;;
	accepted5*) demo_got=refused ;;
	esac
	report "$1" "$2" "$demo_got" "$demo_reply" "$(log mx)"
}

# What the MX answered to the remote site, out of that site's log.
remote_reply()
{
	log remote | sed -nE '
		s/.*=> user@example\.org.* C="(250-[^"]*\\n)?([^"]*)".*/\2/p
		s/.*\*\* user@example\.org.* SMTP error from [^:]*: ([^\\]*).*/\1/p' | head -n 1
}

by_remote()
{
	demo_reply=$(remote_reply | sed "s/^\(...\)-/\1 /")
	case $demo_reply in
	250*) demo_got=accepted ;;
	5*) demo_got=refused ;;
	*) demo_got=nothing ;;
	esac
	report "$1" "$2" "$demo_got" "$demo_reply" "$(log mx)"
}

# Joe jobs of the corpus: for each source the first two messages that can only be called forged by
# a site that they do not name. Without the corpus, our own.
joe_jobs()
{
	if [ ! -f "$CORPUS/cases.jsonl" ]; then
		for demo_shape in exim postfix sendmail qmail exchange base64; do
			echo "$BOUNCES/$demo_shape.eml"
		done
		return
	fi
	grep -F '"variant": "unrelated"' "$CORPUS/cases.jsonl" | grep -F '"accept": ["forged"]' |
		sed 's/.*"file": "\([^"]*\)".*/\1/' | sort -u | while read -r demo_file; do
		grep -qF -e 192.0.2. -e example.org "$CORPUS/$demo_file" || echo "$CORPUS/$demo_file"
	done | awk -F/ 'seen[$(NF - 1)]++ < 2'
}

through_door()
{
	echo
	echo "door $1"
	site "$1"
	mark mx
	mark remote
	if a_genuine_bounce "$LAB/genuine"; then
		by_remote "accepted ours" "genuine bounce of a message that our user sent"
	else
		report "accepted ours" "genuine bounce of a message that our user sent" nothing "" "$(log mx)"
		return
	fi
	mark mx
	mark remote
	a_real_joe_job
	by_remote "refused bounces.forged" "bounce of spam that a stranger sent in our user's name"
	joe_job "$LAB/genuine" >"$LAB/joe-job"
	try "refused bounces.forged" "the genuine bounce with another site's Received lines" \
		203.0.113.10 "<>" "<user@example.org>" "$LAB/joe-job"
	for demo_file in $(joe_jobs); do
		try "refused bounces.forged" "joe job: $(echo "$demo_file" | sed -E 's,.*/([^/]*/[^/]*)$,\1,')" \
			203.0.113.10 "<>" "<user@example.org>" "$demo_file"
	done
	try "accepted unverifiable" "bounce that returns no header" \
		203.0.113.10 "<>" "<user@example.org>" "$BOUNCES/headerless.eml"
	try "accepted not-a-bounce" "vacation notice" \
		198.51.100.67 "<>" "<user@example.org>" "$BOUNCES/vacation.eml"
	try "accepted" "ordinary mail" \
		198.51.100.67 "<carl@sender.example>" "<user@example.org>" "$BOUNCES/mail.eml"
	try "refused recipient.callout" "to an unknown user of the department inside" \
		198.51.100.67 "<carl@sender.example>" "<unknown@dept.example.org>" "$BOUNCES/mail.eml"
	try "accepted" "to a known user there" \
		198.51.100.67 "<carl@sender.example>" "<known@dept.example.org>" "$BOUNCES/mail.eml"
	try "refused sender.verify" "from a domain that does not exist" \
		198.51.100.66 "<x@no-such.example>" "<user@example.org>" "$BOUNCES/mail.eml"
	try "accepted" "from the same to postmaster" \
		198.51.100.66 "<x@no-such.example>" "<postmaster@example.org>" "$BOUNCES/mail.eml"
}

# Exim adds a token and signs with DKIM; the policy knows the key of each.
signing_site()
{
	signing=$LAB/mx/etc/signing
	mkdir -p "$signing" && chmod 755 "$signing"
	openssl genrsa -out "$signing/dkim.key" 2048 2>/dev/null && chmod 644 "$signing/dkim.key"
	sed '/^  driver = smtp$/a\
  dkim_domain = example.org\
  dkim_selector = s1\
  dkim_timestamps = 1209600\
  dkim_private_key = /etc/exim4/signing/dkim.key' "$lab_top/tests/lab/conf/mx.conf" >"$LAB/mx/etc/exim4.conf"
	on mx "$BUILD/aclgen" key dkim example.org s1 --from-private /etc/exim4/signing/dkim.key -o "$LAB/dkim.pub" &&
		on mx "$BUILD/aclgen" key new /etc/exim4/signing/token &&
		site acl "s|^bounces:|&\\n  token: {keys: /etc/exim4/signing/token}\\n  dkim: [{domain: example.org, selector: s1, key: $LAB/dkim.pub}]|"
}

# without FIELD FILE: the message without that header field, wherever it stands.
without()
{
	awk -v field="$1:" '
		index($0, field) == 1 { drop = 1; next }
		drop && /^[ \t]/ { next }
		{ drop = 0; print }' "$2"
}

# What comes back shows no Received line of ours, as behind a smarthost that strips them.
signed()
{
	echo
	echo "what leaves is signed, with a token and with DKIM; no bounce below shows a Received line of ours"
	signing_site >"$LAB/dialogue" 2>&1 || lab_say_wait_failed "the keys: $(cat "$LAB/dialogue")"
	mark mx
	mark remote
	a_genuine_bounce "$LAB/genuine" || {
		report "accepted ours" "genuine bounce of a message that our user sent" nothing "" "$(log mx)"
		return
	}
	joe_job "$LAB/genuine" >"$LAB/signed"
	without DKIM-Signature "$LAB/signed" >"$LAB/token"
	without X-Joejob-Token "$LAB/signed" >"$LAB/dkim"
	without DKIM-Signature "$LAB/dkim" >"$LAB/bare"
	sed 's/^Subject: a note/Subject: a pill/' "$LAB/dkim" >"$LAB/pill"
	try "accepted ours, token" "with our token" 203.0.113.10 "<>" "<user@example.org>" "$LAB/token"
	try "accepted ours, dkim" "with our DKIM signature" 203.0.113.10 "<>" "<user@example.org>" "$LAB/dkim"
	try "refused bounces.forged" "with neither" 203.0.113.10 "<>" "<user@example.org>" "$LAB/bare"
	try "refused bounces.forged" "both of them, copied onto a bounce for another user" \
		203.0.113.10 "<>" "<anna@example.org>" "$LAB/signed"
	try "refused bounces.forged" "our DKIM signature, and another subject" \
		203.0.113.10 "<>" "<user@example.org>" "$LAB/pill"
}

echo "examples/university/policy.yaml, $(exim4 -bV 2>/dev/null | sed -n '1s/ #.*//p')"
world
for demo_door in local_scan acl; do
	through_door "$demo_door"
done
signed

echo
if [ "$wrong" = 0 ]; then
	echo "$conversations conversations, all as they should be"
else
	echo "$wrong of $conversations conversations not as they should be"
	exit 1
fi
