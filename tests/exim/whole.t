#!/bin/sh
# layout: whole, run as the MX's only configuration: it receives, refuses, delivers to a mailbox of a
# system user, by an alias and to the server inside, and sends out; what is the site's own is read.
. "$(dirname "$0")/../lab/test.sh"

# Debian's own user "mail"; delivery makes files of his beside the mailboxes of the lab.
mailbox=$LAB/mx/mail/mail
has_mail()
{
	grep -qs "^Subject: $1" "$mailbox"
}

named()
{
	cat <<-END
		From: carl@sender.example
		To: whoever
		Subject: $1

		text
	END
}

world
mkdir -p "$LAB/mx/etc/joejob/local"
chgrp mail "$LAB/mx/mail" && chmod 2775 "$LAB/mx/mail"
cat >"$LAB/aliases" <<END
postmaster: mail
abuse: mail
user: mail
noreply: /dev/null
archive: $LAB/mx/spool/archive/
log: $LAB/mx/spool/log
robot: "|/usr/bin/tee $LAB/mx/spool/robot"
END
on mx mount --bind "$LAB/aliases" /etc/aliases || lab_cannot "there is no /etc/aliases"
echo 'tls_advertise_hosts =' >"$LAB/mx/etc/joejob/local/main.conf"
ln -sf joejob/exim.conf "$LAB/mx/etc/exim4.conf"
policy local_scan 's/layout: .*/layout: whole/' \
	's/^  secondary_mx:.*/&\n  inside: [{for: dept.example.org, hosts: [192.0.2.10]}]/' \
	's|^  contact: .*|&\n  token: {keys: /etc/exim4/keys/token}|'
on mx "$BUILD/aclgen" key new /etc/exim4/keys/token
cp "$BUILD/local_scan.so" "$MODULE"
ok "the whole configuration is tried and built" on mx "$BUILD/aclgen" build "$POLICY" \
	-o /etc/exim4/joejob --module "$MODULE"
ok "... and Exim takes it as it stands" eval 'on mx exim4 -bV >"$LAB/dialogue"'
ok "... which says where it is from" grep -q 'Configuration file is /etc/exim4/exim4.conf' "$LAB/dialogue"
start_exim mx
mark mx

named one >"$LAB/one"
talk "mail to a system user" 198.51.100.67 <<-END
	mail $LAB/one <carl@sender.example> <mail@example.org>
	< 250
END
ok "... is in /var/mail" wait_for 10 has_mail one
named two >"$LAB/two"
talk "mail to an alias" 198.51.100.67 <<-END
	mail $LAB/two <carl@sender.example> <user@example.org>
	< 250
END
ok "... is in /var/mail" wait_for 10 has_mail two
named drop >"$LAB/drop"
for alias in noreply archive log robot; do
	talk "mail to $alias" 198.51.100.67 <<-END
		mail $LAB/drop <carl@sender.example> <$alias@example.org>
		< 250
	END
done
ok "... is where the alias says: in a folder" wait_for 10 grep -rqs '^Subject: drop' "$LAB/mx/spool/archive"
ok "... in a file" wait_for 10 grep -qs '^Subject: drop' "$LAB/mx/spool/log"
ok "... with a program" wait_for 10 grep -qs '^Subject: drop' "$LAB/mx/spool/robot"
ok "... and none waits" wait_queue mx
named three >"$LAB/three"
talk "mail to postmaster, unqualified" 198.51.100.67 <<-END
	mail $LAB/three <x@no-such.example> <postmaster>
	< 250
END
ok "... is in /var/mail" wait_for 10 has_mail three
talk "an unknown user, and root without an alias" 198.51.100.67 <<-END
	mail $LAB/one <carl@sender.example> <nobody-at-all@example.org>
	< 550 recipient.unknown
	mail $LAB/one <carl@sender.example> <root@example.org>
	< 550 recipient.unknown
END
talk "a user inside" 198.51.100.67 <<-END
	mail $LAB/one <carl@sender.example> <known@dept.example.org>
	< 250
	mail $LAB/one <carl@sender.example> <unknown@dept.example.org>
	< 550 recipient.callout
END
ok "... has the message" wait_for 10 mail_has_more inside known 0
talk "a joe job" 198.51.100.66 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 550 bounces.forged
END
talk "a stranger may not relay" 198.51.100.67 <<-END
	mail $LAB/one <carl@sender.example> <known@remote.example>
	< 550 relay
END
{
	named long
	head -c 3000 /dev/zero | tr '\0' x
	echo
} >"$LAB/long"
talk "our own network may, with long lines" 192.0.2.10 <<-END
	mail $LAB/long <user@example.org> <known@remote.example>
	< 250
END
says "... and it is sent" '=> known@remote.example .*T=jj_smtp'
ok "... signed" eval 'wait_for 10 mail_has_more remote known 0 &&
	grep -q "^X-Joejob-Token: 1" "$(newest remote known)"'
ok "nothing in the panic log" eval '[ -z "$(panic mx)" ]'

# The site's own.
echo 'JOEJOB_MAILDIR = yes' >>"$LAB/mx/etc/joejob/local/main.conf"
cat >"$LAB/mx/etc/joejob/local/routers.conf" <<'END'
lists:
  driver = redirect
  domains = example.org
  local_parts = list
  data = mail@example.org
END
restart_mx
named four >"$LAB/four"
talk "an address of the site's own router" 198.51.100.67 <<-END
	mail $LAB/four <carl@sender.example> <list@example.org>
	< 250
END
ok "... goes into the maildir at home" wait_for 10 grep -rqs '^Subject: four' "$LAB/mx/mail/Maildir"

# By hand.
echo '# mine' >>"$LAB/mx/etc/joejob/exim.conf"
ok "a configuration changed by hand is not overwritten" eval '! on mx "$BUILD/aclgen" build "$POLICY" \
	-o /etc/exim4/joejob --module "$MODULE" >"$LAB/dialogue" 2>&1'
ok "... which is said" grep -q 'exim.conf: has been changed by hand' "$LAB/dialogue"
done_testing
