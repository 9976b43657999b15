#!/bin/sh
# Where Exim keeps the body is Exim's business: split spool folders and named queues, in either
# door; and a site with ACLs of its own that call ours.
. "$(dirname "$0")/../lab/test.sh"

own_acls='
JOEJOB_OWN_ACLS = yes
acl_smtp_mail = acl_jj_mail
acl_smtp_rcpt = site_rcpt
acl_smtp_data = site_data
acl_not_smtp = acl_jj_not_smtp
'

world
cat >"$LAB/mx/etc/acls.conf" <<'END'
site_rcpt:
  warn queue = slow
  require acl = acl_jj_rcpt
  accept
site_data:
  require acl = acl_jj_data
  accept
END
for door in local_scan acl; do
	site "$door"
	for split in no yes; do
		for queue in own named; do
			printf 'split_spool_directory = %s\n' "$split" >"$LAB/mx/etc/extra.conf"
			[ "$queue" = own ] || echo "$own_acls" >>"$LAB/mx/etc/extra.conf"
			restart_mx
			a_genuine_bounce "$LAB/genuine"
			talk "$door, split $split, $queue queue: forged and genuine" 203.0.113.10 <<-END
				mail $BOUNCES/exim.eml <> <user@example.org>
				< 550 bounces.forged
				mail $LAB/genuine <> <user@example.org>
				< 250
				mail $BOUNCES/mail.eml <carl@sender.example> <known@remote.example>
				< 550 relay
			END
			says "$door, split $split, $queue queue: ... judged" verdict=ours
			no_panic "$door, split $split, $queue queue: ... without a line in the panic log"
		done
	done
	ok "$door: the named queue was used" test -d "$LAB/mx/spool/slow/input"
done
done_testing
