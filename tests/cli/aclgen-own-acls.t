#!/bin/sh
# A site with ACLs of its own, which calls joejob's by `require acl =`: what they refuse is refused,
# and an accept behind them makes no open relay. Null senders only, so no DNS is asked.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim

sed 's/door: local_scan/door: acl/' "$POLICY" >"$TMP/acl.yaml"
ag build --no-exim "$TMP/acl.yaml" -o "$TMP/joejob"
exim_spool
CONF=$TMP/exim.conf
cat >"$CONF" <<EOF
JOEJOB_OWN_ACLS = yes
primary_hostname = mx.example.org
qualify_domain = example.org
spool_directory = $TMP/spool
keep_environment =
tls_advertise_hosts =
strict_acl_vars = true
acl_smtp_mail = own_mail
acl_smtp_rcpt = own_rcpt
acl_smtp_data = own_data
.include $TMP/joejob/joejob.inc
own_mail:
  require acl = acl_jj_mail
  accept
own_rcpt:
  require acl = acl_jj_rcpt
  accept
own_data:
  require acl = acl_jj_data
  accept
begin routers
users:
  driver = accept
  domains = +jj_local
  local_parts = !^unknown : *
  transport = anywhere
elsewhere:
  driver = accept
  domains = !+jj_local
  transport = anywhere
begin transports
anywhere:
  driver = smtp
EOF

say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>'
has "$out" "550 5.7.1 Relaying is not permitted (relay)" "no open relay"
has "$err" "joejob rule=relay " "which is logged with its rule"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<unknown@example.org>'
has "$out" "550 5.1.1 There is no such mailbox here" "an unknown user"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'RCPT TO:<postmaster@example.org>'
has "$out" "250 Accepted
452 4.5.3 Please send this recipient a message of its own" "a user is accepted, and not with postmaster"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<postmaster>' 'DATA' 'Subject: x' '' 'x' .
has "$out" "250 OK id=" "a message to the bare postmaster"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'DATA' 'Subject: x' '' 'x' .
has "$out" "250 OK id=" "a message through acl_jj_data, without a module"
say 192.0.2.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>'
has "$out" "250 Accepted" "our own network relays"

done_testing
