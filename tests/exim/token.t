#!/bin/sh
# shellcheck disable=SC2016 # what is in single quotes is for Exim
# Signed tokens on the real Exim: which mail leaves with one, under which return path, and what
# becomes of it when it comes back, is copied, or when the module or the keys are not there.
. "$(dirname "$0")/../lab/test.sh"

KEYS=/etc/exim4/keys/token
keys=$LAB/mx/etc/keys/token

# signed_site DOOR [SED]...
signed_site()
{
	signed_door=$1
	shift
	site "$signed_door" "s|^  contact: .*|&\\n  token: {keys: $KEYS, days: 14}|" "$@"
	on mx "$BUILD/aclgen" key new "$KEYS" >"$LAB/dialogue" 2>&1
}

# leave FROM [TO]: a message from the server inside goes out through the MX. FILE is what arrived.
leave()
{
	note "$1" "${2:-known@remote.example}" "<leave@example.org>" >"$LAB/note"
	left_seen=$(delivered remote known)
	talk "${3:-mail from <$1>}" 192.0.2.10 <<-END
		mail $LAB/note <$1> <${2:-known@remote.example}>
		< 250
	END
	arrived
}

arrived()
{
	wait_for 15 mail_has_more remote known "$left_seen" || return
	file=$(newest remote known)
}

tokens()
{
	grep -ci '^X-Joejob-Token:' "$file"
}

token()
{
	sed -n 's/^X-Joejob-Token: //p' "$file"
}

has_token()
{
	[ "$(tokens)" = 1 ] && token | grep -Eq '^1[a-z2-7]{9}\.[a-z0-9-]{16,23}\.[a-z2-7]{24}$'
}

no_token()
{
	[ "$(tokens)" = 0 ]
}

# make_token RETURN-PATH SECONDS: by the module, as if mail had left then.
make_token()
{
	on mx exim4 -be "\${dlfunc{$MODULE}{joejob_token}{$KEYS}{$1}{1xVcmP-00003j-1Y}{$2}}"
}

# returns FILE [LINE]...: a bounce that returns a header which was never near us, with these lines.
returns()
{
	returned=$1
	shift
	{
		cat <<-'END'
			From: Mail Delivery System <mailer-daemon@mx.remote.example>
			To: user@example.org
			Subject: Undelivered
			MIME-Version: 1.0
			Content-Type: multipart/report; report-type=delivery-status; boundary=b

			--b
			Content-Type: text/plain

			It could not be delivered.
			--b
			Content-Type: message/rfc822

			Received: from pc-66.dial.example ([198.51.100.66]) by mx.remote.example with esmtp id 1xVcmP-00003j-1Y; Mon, 23 Nov 2026 22:44:57 +0000
			From: user@example.org
			To: nobody@remote.example
			Date: Mon, 23 Nov 2026 22:44:57 +0000
			Message-ID: <spam@pc-66.dial.example>
		END
		for returned_line; do
			printf '%s\n' "$returned_line"
		done
		printf '\nbuy\n--b--\n'
	} >"$returned"
}

# bounced TITLE CODE RECIPIENT [LINE]...
bounced()
{
	bounced_title=$1 bounced_code=$2 bounced_to=$3
	shift 3
	returns "$LAB/returns" "$@"
	talk "$bounced_title" 203.0.113.10 <<-END
		mail $LAB/returns <> <$bounced_to>
		< $bounced_code
	END
}

world
for door in local_scan acl; do
	signed_site "$door"
	ok "$door: the key file is root's and Exim's group's" \
		test "$(stat -c '%U %G %a' "$keys")" = 'root Debian-exim 640'

	leave user@example.org "" "$door: from our network"
	ok "$door: ... it leaves with one token" has_token
	token=$(token)
	bounced "$door: ... which makes its bounce ours, whatever else is in it" 250 user@example.org \
		"X-Joejob-Token: $token"
	says "$door: ... and the log says why" 'joejob verdict=ours evidence=token rule=- line=0 action=accept'
	bounced "$door: ... but not that of another address" 550 anna@example.org "X-Joejob-Token: $token"
	bounced "$door: ... nor two of them" 550 user@example.org "X-Joejob-Token: $token" \
		"X-Joejob-Token: $token"

	mark mx
	mark remote
	ok "$door: our message is returned by a real remote server" a_genuine_bounce "$LAB/genuine"
	says "$door: ... and judged ours by its token" 'joejob verdict=ours evidence=token'
	no_panic "$door: ... without a line in the panic log"
	joe_job "$LAB/genuine" | grep -iv '^X-Joejob-Token' >"$LAB/joe-job"
	talk "$door: the same without token and Received lines" 203.0.113.10 <<-END
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
	END
done

# Each way in.
left_seen=$(delivered remote known)
note anna@example.org known@remote.example "<auth@example.org>" >"$LAB/note"
talk "a user who has logged in" 198.51.100.67 <<END
> AUTH PLAIN AGFubmEAbGFi
< 235
mail $LAB/note <anna@example.org> <known@remote.example>
< 250
END
arrived
ok "... her mail has a token" has_token
bounced "... for her" 250 anna@example.org "X-Joejob-Token: $(token)"
says "... as the log says" 'evidence=token'
left_seen=$(delivered remote known)
mark mx
ok "a program on this machine" eval 'note user@example.org known@remote.example "<l@example.org>" |
	on mx exim4 -f user@example.org known@remote.example'
arrived
ok "... its mail has a token" has_token
bounced "... for its sender" 250 user@example.org "X-Joejob-Token: $(token)"
says "... as the log says" 'evidence=token'

# One, and ours.
{
	note user@example.org known@remote.example "<x@example.org>" | sed '/^$/,$d'
	echo "X-Joejob-Token: $token"
	echo "X-JOEJOB-TOKEN: whatever"
	printf '\ntext\n'
} >"$LAB/note"
left_seen=$(delivered remote known)
talk "mail that brings tokens along" 192.0.2.10 <<END
mail $LAB/note <user@example.org> <known@remote.example>
< 250
END
arrived
ok "... leaves with one" has_token
ok "... that is new" test "$(token)" != "$token"

# What is not signed.
leave carl@sender.example "" "our network sends with a sender elsewhere"
ok "... without a token" no_token
silent "... and without a word about it" token=none
note user@example.org known@remote.example "<empty@example.org>" >"$LAB/note"
left_seen=$(delivered remote known)
talk "our network sends a bounce" 192.0.2.10 <<END
mail $LAB/note <> <known@remote.example>
< 250
END
arrived
ok "... without a token" no_token
silent "... and without a word about it" token=none
note nobody@remote.example known@dept.example.org "<in@remote.example>" >"$LAB/note"
inside_seen=$(delivered inside known)
talk "mail that is relayed inward, in our own name" 198.51.100.67 <<END
mail $LAB/note <user@example.org> <known@dept.example.org>
< 250
END
ok "... arrives" wait_for 10 mail_has_more inside known "$inside_seen"
file=$(newest inside known)
ok "... without a token" no_token
silent "... and without a word about it" token=none

# Return paths: a router's errors_to, a transport's return_path.
edit_mx()
{
	sed -i "$1" "$LAB/mx/etc/exim4.conf" && restart_mx
}
# A sender that errors_to names has to exist.
sed -i 's/^  local_parts = user : /&list-owner : /; s/^  local_parts = user .*/&\
  local_part_suffix = +*\
  local_part_suffix_optional/' "$LAB/mx/etc/exim4.conf"
edit_mx '/^begin routers/a\
list:\
  driver = redirect\
  domains = example.org\
  local_parts = list\
  data = known@remote.example\
  errors_to = ${if eq{$sender_host_address}{198.51.100.67}{$sender_address}{list-owner@example.org}}\
'
leave user@example.org list@example.org "mail through a list of ours, which sets errors_to"
ok "... has a token" has_token
ok "... and left with the list's return path" grep -qi '^Return-path: <list-owner@example.org>\|envelope-from <list-owner@example.org>' "$file"
bounced "... which it is bound to" 250 list-owner@example.org "X-Joejob-Token: $(token)"
says "... as the log says" 'evidence=token'
bounced "... and not to the author" 550 user@example.org "X-Joejob-Token: $(token)"
left_seen=$(delivered remote known)
note user@example.org list@example.org "<s@sender.example>" >"$LAB/note"
talk "a stranger's mail in our name, forwarded" 198.51.100.67 <<END
mail $LAB/note <user@example.org> <list@example.org>
< 250
END
arrived
ok "... leaves unsigned" no_token
says "... with a line in the log" '^[^ ]+ joejob token=none from=others F=<user@example.org> D=remote.example$'

edit_mx 's/^  headers_add = JOEJOB_HEADERS_ADD/&\
  return_path = ${if eq{$return_path}{}{}{${prvs{$return_path}{secret}}}}/'
sed -i 's/^users:/prvs:\
  driver = redirect\
  domains = example.org\
  condition = ${if match{$local_part}{^prvs=}}\
  data = ${sg{$local_part}{^prvs=[^=]*=}{}}@$domain\
\
&/' "$LAB/mx/etc/exim4.conf" && restart_mx
leave user@example.org "" "with a return path that the transport signs (prvs)"
ok "... it has a token" has_token
prvs=$(sed -n 's/.*\(prvs=[^>]*@example\.org\)>.*/\1/p' "$file" | head -n 1)
ok "... and left with the signed return path" test -n "$prvs"
bounced "... the bounce to that one is ours" 250 "$prvs" "X-Joejob-Token: $(token)"
says "... as the log says" 'evidence=token'
bounced "... and so is that to the bare one" 250 user@example.org "X-Joejob-Token: $(token)"
says "... as the log says" 'evidence=token'
sed -i '/^  return_path = /d' "$LAB/mx/etc/exim4.conf"
signed_site acl

# Copies and fakes.
now=$(date +%s)
bounced "a token of two weeks" 250 user@example.org \
	"X-Joejob-Token: $(make_token user@example.org $((now - 13 * 86400)))"
bounced "an older one has expired" 550 user@example.org \
	"X-Joejob-Token: $(make_token user@example.org $((now - 15 * 86400)))"
says "... and the log says so" 'joejob verdict=forged evidence=received-none token=expired '
bounced "one of the future" 550 user@example.org \
	"X-Joejob-Token: $(make_token user@example.org $((now + 3 * 86400)))"
says "... and the log says so" 'joejob verdict=forged evidence=received-none token=made-in-the-future '
token=$(make_token user@example.org "$now")
bounced "folded, and in capitals" 250 user@example.org "X-JOEJOB-TOKEN:" \
	" $(echo "$token" | tr '[:lower:].' '[:upper:].' | sed 's/\./.\n\t/g')"
bounced "tampered with" 550 user@example.org "X-Joejob-Token: $(echo "$token" | sed 's/a$/b/; t; s/.$/a/')"
says "... and the log says so" 'joejob verdict=forged evidence=received-none token=tampered-or-for-another-address '
bounced "of an unknown key" 550 user@example.org \
	"X-Joejob-Token: $(echo "$token" | sed 's/^1../1zz/')"
says "... and the log says so" 'joejob verdict=forged evidence=received-none token=key-zz-unknown '
bounced "in the body" 550 user@example.org "" "X-Joejob-Token: $token"
bounced "to a sub-address" 250 user+x@example.org "X-Joejob-Token: $token"

# Rotation.
ok "the key is rotated" on mx "$BUILD/aclgen" key rotate "$KEYS"
bounced "... the old one's mail is ours still" 250 user@example.org "X-Joejob-Token: $token"
leave user@example.org
ok "... and the new one signs" test "$(token | cut -c 2,3)" != "$(echo "$token" | cut -c 2,3)"
bounced "... which counts" 250 user@example.org "X-Joejob-Token: $(token)"

# Nothing of a key anywhere.
secrets=$(grep -Eo '[0-9a-f]{64}' "$keys")
shown()
{
	for secret in $secrets; do
		! grep -rqiF "$secret" "$@" || return 0
		! grep -rqaP "$(echo "$secret" | sed 's/../\\x&/g')" "$@" || return 0
	done
	return 1
}
left_seen=$(delivered remote known)
ok "mail with all of Exim's debug output" eval 'note user@example.org known@remote.example "<d@example.org>" |
	on mx exim4 -d+all -odf -f user@example.org known@remote.example >"$LAB/debug" 2>&1'
arrived
ok "... has a token" has_token
ok "... and the debug output has the call" grep -q joejob_token "$LAB/debug"
returns "$LAB/returns" "X-Joejob-Token: $token"
ok "a bounce with all of Exim's debug output" eval 'printf "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<user@example.org>\r\nDATA\r\n%s\r\n.\r\nQUIT\r\n" \
	"$(cat "$LAB/returns")" | on mx exim4 -d+all -bh 203.0.113.10 >>"$LAB/debug" 2>&1'
ok "... is judged by its token" grep -q 'evidence=token' "$LAB/debug"
ok "no byte of a key is in debug output, logs, spool and configuration" eval \
	'! shown "$LAB/debug" "$LAB/mx/log" "$LAB/mx/spool" "$LAB/mx/etc/exim4.conf" "$LAB/mx/etc/joejob"'
ok "... which would have been found" shown "$keys"

# Trouble: the mail leaves, unsigned, and the log says so once.
unsigned()
{
	leave user@example.org "" "$1: mail leaves"
	ok "... unsigned" no_token
	says "... and the log says why" "joejob token=none from=ours F=<user@example.org> D=remote.example \\($2\\)"
	ok "... once" test "$(log mx | grep -c 'token=')" = 1
	ok "... and it was never put off" eval '! logged mx "=="'
}
chmod 644 "$keys"
unsigned "a key file that others can read" 'the key file can be read or written by others.*'
no_panic "... without a line in the panic log"
bounced "... and a bounce is judged without it" 550 user@example.org "X-Joejob-Token: $token"
says "... which is said" 'joejob error=keys \(the key file can be read'
mv "$keys" "$keys.away"
unsigned "no key file" 'the key file cannot be opened: No such file or directory'
no_panic "... without a line in the panic log"
printf 'joejob-keys 1\n' >"$keys" && chmod 600 "$keys"
unsigned "a key file that Exim may not read" 'the key file cannot be opened: Permission denied'
mv "$keys.away" "$keys"
chmod 640 "$keys"
rm "$MODULE"
unsigned "no module" 'the module is missing'
no_panic "... without a line in the panic log"
echo garbage >"$MODULE"
unsigned "a module that is none" 'the module does not work'
ok "... and the panic log has what the loader said" grep -q joejob_token "$LAB/mx/log/paniclog"
cp "$BUILD/local_scan.so" "$MODULE"
leave user@example.org "" "all is well again"
ok "... and mail is signed" has_token

# Where all mail has to carry one.
for door in local_scan acl; do
	signed_site "$door" 's/^  unverifiable: .*/  unverifiable: log\n  unproven: deny/' \
		's/days: 14/&, required: {example.org: 2026-11-20}/'
	by_us='Received: from a.example by mx.example.org with esmtp id 1xVcmP-00003j-1Y; Mon, 23 Nov 2026 22:44:57 +0000'
	returns "$LAB/returns"
	sed "s/^Received: .*/$by_us/" "$LAB/returns" >"$LAB/unproven"
	talk "$door: a line of ours without a token" 203.0.113.10 <<-END
		mail $LAB/unproven <> <user@example.org>
		< 550 bounces.unproven
	END
	says "$door: ... is unproven" \
		"joejob verdict=unverifiable evidence=unproven rule=bounces.unproven line=$(line_of unproven) action=deny"
	sed 's/23 Nov 2026/19 Nov 2026/' "$LAB/unproven" >"$LAB/before"
	talk "$door: one from before" 203.0.113.10 <<-END
		mail $LAB/before <> <user@example.org>
		< 250
	END
	says "$door: ... is ours" 'verdict=ours evidence=received-by'
	mark mx
	mark remote
	ok "$door: our message is returned by a real remote server" a_genuine_bounce "$LAB/genuine"
	says "$door: ... and ours" 'verdict=ours evidence=token'
done
done_testing
