#!/bin/sh
# A recipient whom a hook accepts is one like others: a role address beside him does not take the
# message past the checks behind DATA.
. "$(dirname "$0")/../lab/test.sh"

world
mkdir -p "$LAB/local"
printf '  accept  senders = anna@hook.example\n' >"$LAB/local/rcpt.acl"
everything 's/^spamassassin:.*//' 's/^greylist:.*//' '/^headers:/,/^spf:/s/mode: tag/mode: deny/' \
	's/^output:.*/&\nhooks: {rcpt_before: local\/rcpt.acl}/'
{ printf 'Subject: gr\374\337e\n'; grep -v '^Subject:' "$BOUNCES/mail.eml"; } >"$LAB/latin"
talk "a user whom a hook accepts, and postmaster" 198.51.100.67 <<-END
	> MAIL FROM:<anna@hook.example>
	< 250
	> RCPT TO:<user@example.org>
	< 250
	> RCPT TO:<postmaster@example.org>
	< 452 4.5.3
	> DATA
	< 354
	data $LAB/latin
	< 550 headers.charset
END
talk "postmaster, and a user whom a hook accepts" 198.51.100.67 <<-END
	> MAIL FROM:<anna@hook.example>
	< 250
	> RCPT TO:<postmaster@example.org>
	< 250
	> RCPT TO:<user@example.org>
	< 452 4.5.3
	> DATA
	< 354
	data $LAB/latin
	< 250
END
talk "postmaster alone" 198.51.100.67 <<-END
	mail $LAB/latin <anna@hook.example> <postmaster@example.org>
	< 250
END
talk "a recipient who was refused does not put postmaster off" 198.51.100.67 <<-END
	> MAIL FROM:<anna@hook.example>
	< 250
	> RCPT TO:<unknown@example.org>
	< 550
	> RCPT TO:<postmaster@example.org>
	< 250
END
done_testing
