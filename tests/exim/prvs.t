#!/bin/sh
# Signed envelope senders: what leaves with a signature, whose bounce is taken, and that neither a
# missing key nor a broken one holds mail up.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lab/test.sh"

KEY=$LAB/mx/etc/prvs.key
world
# A site that signs: a router in front, and an option of its transport.
mkdir -p "$LAB/mx/etc"
awk '{ print }
	/^begin routers/ {
		print "signed:\n  driver = redirect\n  domains = +jj_ours"
		print "  local_parts = \\N^(?i)prvs=[0-9]{4}[0-9a-f]{6}=\\N"
		print "  data = ${sg{$local_part@$domain}{\\N(?i)^prvs=.{10}=\\N}{}}\n"
	}
	/^  driver = smtp/ { print "  return_path = JOEJOB_RETURN_PATH" }' \
	"$lab_top/tests/lab/conf/mx.conf" >"$LAB/mx/etc/exim4.conf"
echo 'a key of the lab' >"$KEY"
chown Debian-exim "$KEY"
chmod 400 "$KEY"

# signs WHAT: the policy with that in bounces.
signs()
{
	site acl "s|^  forged: .*|  forged: log\\n  prvs_key: /etc/exim4/prvs.key\\n  unsigned: deny\\n  $1|" \
		's/^  unverifiable: .*/  unverifiable: log/'
}

# sends SENDER RECIPIENT: from our own network.
sends()
{
	mark remote
	mark inside
	talk "$1 writes to $2" 192.0.2.10 <<-END
		> MAIL FROM:<$1>
		< 250
		> RCPT TO:<$2>
		< 250
		> DATA
		< 354
		> Subject: out
		> From: $1
		>
		> text
		> .
		< 250
	END
}

# bounce RECIPIENT ANSWER
bounce()
{
	talk "a bounce to $1 is answered ${2%% *}" 203.0.113.10 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<$1>
		< $2
	END
}

signed_one()
{
	logged remote '<= prvs=[0-9]{4}[0-9a-f]{6}=user@example\.org '
}

signs 'prvs: all'
sends user@example.org known@remote.example
ok "... it leaves signed" wait_log remote '<= prvs=[0-9]{4}[0-9a-f]{6}=user@example\.org ' 10
signature=$(log remote | sed -n 's/.* <= \(prvs=[^ ]*\) .*/\1/p' | tail -n 1)
bounce "$signature" '250'
bounce user@example.org '550 bounces.unsigned'
says "... by the rule" 'rejected RCPT <user@example.org>: joejob rule=bounces.unsigned line=[0-9]+ mode=deny'
bounce "$(echo "$signature" | tr '[:lower:]' '[:upper:]')" '250'
bounce "$(echo "$signature" | sed 's/prvs=..../prvs=0000/')" '550 bounces.unsigned'
bounce "$(echo "$signature" | sed 's/user@/anna@/')" '550 bounces.unsigned'
bounce "$(echo "$signature" | sed 's/=.*=/=zz=/')" '550 5.1.1'
bounce postmaster@example.org '250'
talk "ordinary mail to the signed address is the user's" 198.51.100.67 <<-END
	mail $BOUNCES/vacation.eml <carl@sender.example> <$signature>
	< 250
END
says "... and is delivered" '=> user <prvs='
talk "ordinary mail to the bare one as well" 198.51.100.67 <<-END
	mail $BOUNCES/vacation.eml <carl@sender.example> <user@example.org>
	< 250
END

sends user@example.org nobody@remote.example
says "the remote server bounces it, and the bounce comes home" '=> user <prvs='
no_panic "... without a line in the panic log"

mark remote
talk "a stranger's mail to a relayed domain leaves as it came" 198.51.100.67 <<-END
	mail $BOUNCES/vacation.eml <user@example.org> <known@dept.example.org>
	< 250
END
ok "... unsigned" wait_log inside '<= user@example\.org ' 10

signs 'prvs: listed\n  prvs_senders: [user@example.org]\n  prvs_except: [partner.example.net]'
sends user@example.org known@remote.example
ok "listed: it leaves signed" wait_log remote '<= prvs=.*=user@example\.org ' 10
sends anna@example.org known@remote.example
ok "not listed: it leaves as it is" wait_log remote '<= anna@example\.org ' 10
sends user@example.org known@partner.example.net
ok "to a domain that goes by the sender: it leaves as it is" wait_log remote '<= user@example\.org ' 10
bounce anna@example.org '250'
bounce user@example.org '550 bounces.unsigned'

# With a token as well, a list in a database, and a site that is strict about its variables. What was
# received before there was a policy has none of them.
on mx "$BUILD/aclgen" key new /etc/exim4/token >"$LAB/dialogue" 2>&1
mkdir -p "$LAB/lists"
echo user@example.org >"$LAB/lists/signed"
echo partner.example.net >"$LAB/lists/except"
echo 'strict_acl_vars = true' >"$LAB/mx/etc/extra.conf"
signs "token: {keys: /etc/exim4/token}\\n  prvs: listed\\n  prvs_senders: {file: $LAB/lists/signed}\\n  prvs_except: {file: $LAB/lists/except}"
ok "lists of signed senders are databases" [ -s "$LAB/mx/etc/joejob/lists/bounces.prvs_senders.cdb" ]
sends user@example.org known@remote.example
ok "token and signature: both leave" wait_log remote '<= prvs=.*=user@example\.org ' 10
sends user@example.org known@partner.example.net
ok "... but for the exempt domain" wait_log remote '<= user@example\.org ' 10
mark remote
echo strict | on mx exim4 -odf -f user@example.org known@remote.example
ok "... from a program on this machine, too" wait_log remote '<= prvs=.*=user@example\.org ' 10
mark mx
sends user@example.org nobody@remote.example
says "a bounce to the signed address is ours by the token" 'verdict=ours evidence=token '
for list in prvs_senders prvs_except; do
	database=$LAB/mx/etc/joejob/lists/bounces.$list.cdb
	cp "$database" "$LAB/kept"
	for damage in '' 'some text' "$(head -c 3000 /dev/zero | tr '\0' x)"; do
		printf %s "$damage" >"$database"
		sends user@example.org known@remote.example
		ok "$list of ${#damage} bytes holds no mail up" wait_log remote '<= .*user@example\.org ' 10
		[ $list = prvs_except ] || bounce user@example.org '250'
	done
	cp "$LAB/kept" "$database"
done
: >"$LAB/mx/etc/none.conf"
mark remote
mark mx
echo old | on mx exim4 -C /etc/exim4/none.conf -odq -f user@example.org known@remote.example
on mx exim4 -qff >"$LAB/dialogue" 2>&1
ok "older than the policy: it leaves as it is" wait_log remote '<= user@example\.org ' 10
ok "... and is not put off" [ -z "$(on mx exim4 -bp)" ]
rm "$LAB/mx/etc/extra.conf"
signs 'prvs: listed\n  prvs_senders: [user@example.org]\n  prvs_except: [partner.example.net]'

# Exim delivers as root and receives as its own user.
chmod 0 "$KEY"
chown root "$KEY"
bounce user@example.org '250'
ok "a key that Exim cannot read: the bounce is taken, and one line says so" \
	[ "$(panic mx | grep -c 'failed to open /etc/exim4/prvs.key')" = 1 ]
bounce "$signature" '250'
rm "$KEY"
sends user@example.org known@remote.example
ok "no key: it leaves unsigned" wait_log remote '<= user@example\.org ' 10
says "... and one line says so" 'joejob prvs=none F=<user@example.org>: there is no /etc/exim4/prvs.key'
bounce user@example.org '250'
done_testing
