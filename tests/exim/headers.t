#!/bin/sh
# The header: its character set, Authentication-Results, and the admin's own stanzas.
. "$(dirname "$0")/../lab/test.sh"

count()
{
	wait_for 10 mail_has_more mx user 0
	grep -ci "$1" "$(newest mx user)"
}

# subject OCTETS: an ordinary message with that subject, as printf writes it.
subject()
{
	# shellcheck disable=SC2059
	{ printf "Subject: $1\n"; grep -v '^Subject:' "$BOUNCES/mail.eml"; } >"$LAB/subject"
	echo "$LAB/subject"
}

world
quiet='s/^spamassassin:.*//'
everything "$quiet" 's/^greylist:.*//' '/^headers:/,/^spf:/s/mode: tag/mode: deny/'
post "a header in ASCII" 198.51.100.67 250 "$BOUNCES/mail.eml"
post "a header in UTF-8" 198.51.100.67 250 "$(subject 'gr\303\274\303\237e \360\237\230\200')"
post "a header in Latin-1" 198.51.100.67 "550 headers.charset" "$(subject 'gr\374\337e')"
says "... by its rule" 'rejected after DATA: joejob rule=headers.charset line=[1-9][0-9]* mode=deny'
post "overlong UTF-8" 198.51.100.67 "550 headers.charset" "$(subject '\300\257')"
# Exim shows 64 kB of a header: wherever that ends, a character may.
for start in '' x xx; do
	long=$(subject "$start$(printf '%0400d' 0 | sed 's/0/&\\303\\274/g')$(
		i=0
		while [ $i -lt 60 ]; do
			printf '\\nX-Long: %0400d' 0 | sed 's/0/&\\303\\274/g'
			i=$((i + 1))
		done
	)")
	post "72 kB of UTF-8${start:+, after $start}" 198.51.100.67 250 "$long"
done
post "... to postmaster" 198.51.100.67 250 "$(subject 'gr\374\337e')" carl@sender.example postmaster@example.org
post "... from the campus" 192.0.2.10 250 "$(subject 'gr\374\337e')" user@example.org
post "... from a list" 198.51.100.78 250 "$(subject 'gr\374\337e')"
{
	printf 'Authentication-Results: mx.example.org;\n\tspf=pass smtp.mailfrom=bank.example\n'
	printf 'Authentication-Results: "MX.Example.org" 1; dkim=pass\n'
	cat "$BOUNCES/mail.eml"
} >"$LAB/forged"
post "results in our name, forged" 198.51.100.67 250 "$LAB/forged"
ok "... are gone, and ours are there" test "$(count '^authentication-results: mx.example.org')" = 1
ok "... and only they" test "$(count 'bank.example')" = 0
for lie in ': ((nested) comment) mx.example.org;' ': (a) (b)\n\t(c)mx.example.org;' ': mx.example.org(comment);' \
	': mx.example.org/1;' ': "mx\\.example.org";' ':\n\t\n mx.example.org;' ' : mx.example.org;'; do
	# shellcheck disable=SC2059
	{
		printf 'Authentication-Results: elsewhere.example; dkim=pass\n'
		printf "Authentication-Results$lie dkim=pass header.d=bank.example\n"
		cat "$BOUNCES/mail.eml"
	} >"$LAB/forged"
	post "results in our name, forged, as$lie" 198.51.100.67 250 "$LAB/forged"
	ok "... are gone" test "$(count 'bank.example')" = 0
done
{
	printf 'X-Filler: %070000d\nAuthentication-Results: mx.example.org; dkim=pass header.d=bank.example\n' 0
	cat "$BOUNCES/mail.eml"
} >"$LAB/forged"
post "results in our name, forged, behind what Exim shows of a header" 198.51.100.67 250 "$LAB/forged"
ok "... are gone" test "$(count 'bank.example')" = 0
{ printf 'Authentication-Results: mx.example.org.evil.example; dkim=pass\n'; cat "$BOUNCES/mail.eml"; } >"$LAB/longer"
{ printf 'Authentication-Results: elsewhere.example; spf=pass smtp.helo=mx.example.org\n'; cat "$BOUNCES/mail.eml"; } >"$LAB/theirs"
post "results of somebody else" 198.51.100.67 250 "$LAB/theirs"
ok "... stay" test "$(count '^authentication-results: elsewhere.example')" = 1
ok "... beside ours" test "$(count '^authentication-results: mx.example.org')" = 1
post "mail of our own" 192.0.2.10 250 "$BOUNCES/mail.eml" user@example.org
ok "... gets none" test "$(count '^authentication-results')" = 0

everything "$quiet" 's/^greylist:.*//' 's/^  charset: utf-8/  charset: ascii/' '/^headers:/,/^spf:/s/mode: tag/mode: deny/'
post "ASCII alone: UTF-8" 198.51.100.67 "550 headers.charset" "$(subject 'gr\303\274\303\237e')"
smtputf8()
{
	talk "$1" 198.51.100.67 <<-END
		> MAIL FROM:<carl@sender.example> SMTPUTF8
		< 250
		> RCPT TO:<user@example.org>
		< 250
		> DATA
		< 354
		data $(subject "$3")
		< $2
	END
}
smtputf8 "... as SMTPUTF8" 250 'gr\303\274\303\237e'
smtputf8 "... Latin-1 as SMTPUTF8" "550 headers.charset" 'gr\374\337e'

mkdir -p "$LAB/local"
cat >"$LAB/local/rcpt.acl" <<'END'
  deny    senders = anna@hook.example
          message = 550 5.7.1 The admin's own word
END
cat >"$LAB/local/data.acl" <<'END'
  warn    add_header = X-Hook: data
END
everything "$quiet" 's/^greylist:.*//' 's/^output:.*/&\nhooks: {rcpt_before: local\/rcpt.acl, data_after: local\/data.acl}/'
post "a hook refuses" 198.51.100.67 "550 own word" "$BOUNCES/mail.eml" anna@hook.example
post "a hook adds" 198.51.100.67 250 "$BOUNCES/mail.eml"
ok "... its header" test "$(count '^X-Hook: data')" = 1
post "hooks are for strangers" 192.0.2.10 250 "$BOUNCES/mail.eml" anna@hook.example
ok "... alone" test "$(count '^X-Hook')" = 0
done_testing
