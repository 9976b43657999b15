#!/bin/sh
# The layouts for Debian on a copy of Debian's own configuration, which stands in the place of
# /etc/exim4 in a namespace of this test's own: what update-exim4.conf makes of it relays for nobody,
# keeps its hooks, and never runs with halves of two generations. Null senders, so no DNS is asked.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim
if [ ! -x /usr/sbin/update-exim4.conf ] || [ ! -e /etc/exim4/conf.d/main/01_exim4-config_listmacrosdefs ]; then
	cannot "there is no exim4-config"
fi
if [ "${JJ_OWN_ETC:-}" != yes ]; then
	rm -rf "$TMP"
	JJ_OWN_ETC=yes exec unshare -mn sh "$0"
fi

mkdir "$TMP/etc" && cp -a /etc/exim4/. "$TMP/etc" && mount --make-rprivate / &&
	mount --bind "$TMP/etc" /etc/exim4 || exit 1
E=/etc/exim4
CONF=$TMP/made.conf
exim_spool
rm -f $E/exim4.conf $E/exim4.conf.localmacros $E/conf.d/main/000_localmacros
cat >$E/update-exim4.conf.conf <<END
dc_eximconfig_configtype='internet'
dc_other_hostnames='example.org'
dc_local_interfaces='127.0.0.1'
dc_relay_domains='dept.example.org'
dc_relay_nets='192.0.2.0/24 ; 2001:db8:1::/48'
dc_use_split_config='true'
dc_localdelivery='mail_spool'
END
# The site's own: where its spool is, and its users, who are asked for before Debian's.
cat >$E/conf.d/router/050_site <<'END'
site_users:
  driver = accept
  domains = +local_domains
  local_parts = !^unknown : *
  transport = mail_spool
site_relayed:
  driver = accept
  domains = +relay_to_domains
  transport = remote_smtp
END
# macros LINE...: the site's own, besides the spool.
macros() {
	printf '%s\n' "SPOOLDIR = $TMP/spool" "$@" >$E/conf.d/main/000_localmacros
}
macros

sed 's/door: local_scan/door: acl/; s/layout: .*/layout: debian-split/' "$POLICY" >"$TMP/split.yaml"
sed 's/layout: .*/layout: debian-hooks/' "$TMP/split.yaml" >"$TMP/hooks.yaml"

# make_conf: as the admin does, with Debian's own test of the result.
make_conf() {
	update-exim4.conf -o "$CONF" >"$TMP/out" 2>"$TMP/err" && exim4 -C "$CONF" -bV >>"$TMP/out" 2>>"$TMP/err"
	code=$?
	out=$(cat "$TMP/out")
	err=$(cat "$TMP/err")
}

# converse TITLE: what has to hold whoever is in charge.
converse() {
	say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>' 'RCPT TO:<postmaster@elsewhere.example>'
	is "$(echo "$out" | grep -c '^550 ')" 2 "$1: no open relay"
	say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<unknown@example.org>'
	has "$out" "
550 " "$1: an unknown user"
	say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'RCPT TO:<postmaster@example.org>' \
		'RSET' 'MAIL FROM:<>' 'RCPT TO:<abuse@example.org>' 'RCPT TO:<user@example.org>'
	is "$(echo "$out" | grep -cE '^250 Accepted|^452 4.5.3 Please send this recipient a message of its own$')" 4 \
		"$1: role addresses have messages of their own"
	is "$(echo "$out" | grep -c '^452 ')" 2 "$1: ... in either order"
	say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'DATA' 'Subject: x' 'From: a@example.net' '' 'x' .
	has "$out" "250 OK id=" "$1: a message"
	has "$err" 'joejob/local_scan.so' "$1: ... which the module is asked about (and is not there)"
	say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<postmaster@example.org>' 'DATA' 'Subject: x' 'From: a@example.net' '' 'x' .
	has "$out" "250 OK id=" "$1: a message to postmaster"
	is "$(echo "$err" | grep -c 'local_scan.so')" 0 "$1: ... which is not judged"
	say 192.0.2.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>' 'DATA' 'Subject: x' 'From: a@example.net' '' 'x' .
	has "$out" "250 OK id=" "$1: our own network relays"
	is "$(echo "$err" | grep -c 'local_scan.so')" 0 "$1: ... and is not judged"
}
sed -i 's|^bounces:|&\n  module: /nonexistent/joejob/local_scan.so|' "$TMP/split.yaml" "$TMP/hooks.yaml"

# Behind the last option of Debian's own transports.
signing="conf.d/transport/30_exim4-config_remote_smtp_joejob"
signing="$signing conf.d/transport/30_exim4-config_remote_smtp_smarthost_joejob"
# signs VALUE TITLE
signs() {
	for transport in remote_smtp remote_smtp_smarthost; do
		is "$(exim4 -C "$CONF" -bP transport $transport | grep '^headers_add')" "headers_add = $1" "$2 ($transport)"
	done
}

# debian-split: our ACLs are in charge.
ag build --no-exim "$TMP/split.yaml" -o $E
is $code 0 "debian-split is built"
is "$(cd $E && find conf.d joejob -name '*joejob*' | LC_ALL=C sort | tr '\n' ' ')" \
	"conf.d/acl/05_joejob conf.d/main/001_joejob conf.d/router/090_joejob $signing joejob joejob/joejob.inc " \
	"... as one file and stubs"
make_conf
is $code 0 "update-exim4.conf and exim -bV take it"
is "$(exim4 -C "$CONF" -bP acl_smtp_rcpt)" "acl_smtp_rcpt = acl_jj_rcpt" "ours are in charge"
signs "" "without bounces.token no header is added"
sed 's|^bounces:|&\n  token: {keys: /nonexistent/keys/token}|' "$TMP/split.yaml" >"$TMP/token.yaml"
ag build --no-exim "$TMP/token.yaml" -o $E
make_conf
signs '${acl{acl_jj_token}}' "with it, what leaves is signed"
cp "$TMP/split.yaml" "$TMP/back.yaml"
ag build --no-exim "$TMP/back.yaml" -o $E
make_conf
converse debian-split
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>'
has "$err" "joejob rule=relay " "... and log their rules"

# Both, each with a veto.
macros 'JOEJOB_DEBIAN_ACLS = yes'
make_conf
is "$(exim4 -C "$CONF" -bP acl_smtp_rcpt)" "acl_smtp_rcpt = acl_jj_debian_rcpt" "JOEJOB_DEBIAN_ACLS"
converse "both"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<.user@example.org>'
has "$out" "550 restricted characters in address" "... Debian's ACL has a veto"

# A site's own ACLs: right, and with the trap.
cat >$E/conf.d/acl/60_site <<'END'
site_mail:
  require acl = acl_jj_mail
  accept
site_rcpt:
  require acl = acl_jj_rcpt
  accept
site_data:
  require acl = acl_jj_data
  accept
END
macros 'JOEJOB_OWN_ACLS = yes' 'MAIN_ACL_CHECK_MAIL = site_mail' 'MAIN_ACL_CHECK_RCPT = site_rcpt' \
	'MAIN_ACL_CHECK_DATA = site_data'
make_conf
is "$(exim4 -C "$CONF" -bP acl_smtp_rcpt)" "acl_smtp_rcpt = site_rcpt" "JOEJOB_OWN_ACLS"
converse "the site's own"
ag build "$TMP/split.yaml" -o $E
is "$code" 0 "... which aclgen builds for"
sed -i 's/require acl = acl_jj_rcpt/accept acl = acl_jj_rcpt/' $E/conf.d/acl/60_site
make_conf
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<somebody@elsewhere.example>'
has "$out" "250 Accepted" "accept acl = acl_jj_rcpt, and accept: that is an open relay"
cp $E/joejob/joejob.inc "$TMP/before.inc"
sed 's/forged: deny/forged: log/' "$TMP/split.yaml" >"$TMP/next.yaml"
ag build "$TMP/next.yaml" -o $E
is "$code" 1 "aclgen does not build for it"
has "$err" 'conversation "relaying for a stranger"' "... and says why"
cmp -s "$TMP/before.inc" $E/joejob/joejob.inc
ok $? "... and changes nothing"
rm $E/conf.d/acl/60_site
macros

# Halves of two generations: the second half is replaced between both inclusions.
make_conf
ag build --no-exim "$TMP/next.yaml" -o $E
cp $E/joejob/joejob.inc "$TMP/next.inc"
sed "0,\\|$E/joejob/joejob.inc|! s|$E/joejob/joejob.inc|$TMP/next.inc|" "$CONF" >"$TMP/mixed.conf"
cp "$TMP/before.inc" $E/joejob/joejob.inc
is "$(grep -c '^.include.*inc$' "$TMP/mixed.conf")" 2 "two inclusions"
exim4 -C "$TMP/mixed.conf" -bV >"$TMP/out" 2>&1
[ $? -ne 0 ]
ok $? "Exim refuses halves of two generations"
exim4 -C "$CONF" -bV >/dev/null 2>&1
ok $? "... and takes those of one"

# Changed by hand.
ag build --no-exim "$TMP/split.yaml" -o $E
is "$code" 0 "the same again"
echo '# mine' >>$E/conf.d/main/001_joejob
ag build --no-exim "$TMP/next.yaml" -o $E
is "$code" 2 "a stub that was changed by hand is not overwritten"
has "$err" "$E/conf.d/main/001_joejob: has been changed by hand" "... which is said"
cmp -s "$TMP/before.inc" $E/joejob/joejob.inc
ok $? "... and the generated file stays as well"
ag build --no-exim --diff "$TMP/split.yaml" -o $E
has "$out" "-# mine" "--diff shows it"
ag build --no-exim --force "$TMP/split.yaml" -o $E
is "$code $(grep -c mine $E/conf.d/main/001_joejob)" "0 0" "--force overwrites it"
ag build --no-exim "$TMP/split.yaml" -o $E/elsewhere
is "$code $(ls $E/elsewhere 2>/dev/null)" "2 " "a folder that update-exim4.conf does not read"
has "$err" "update-exim4.conf reads: /etc/exim4" "... and which one it does"
mkdir "$TMP/Etc" && cp -a $E/. "$TMP/Etc"
ag build --no-exim "$TMP/split.yaml" -o "$TMP/Etc"
is "$code" 2 "a folder whose name might be a macro"

# debian-hooks: Debian's ACLs are in charge, the site's own hooks stay.
cat >"$TMP/site.acl" <<'END'
  deny    local_parts = site
          message = the site's own hook
END
macros "CHECK_RCPT_LOCAL_ACL_FILE = $TMP/site.acl" "LOCAL_DENY_EXCEPTIONS_LOCAL_ACL_FILE = $TMP/none.acl" \
	"WHITELIST_LOCAL_DENY_LOCAL_ACL_FILE = $TMP/none.acl" "CHECK_DATA_LOCAL_ACL_FILE = $TMP/site-data.acl"
echo '  accept  hosts = 203.0.113.77' >"$TMP/none.acl"
printf '  deny    condition = ${if match{$h_subject:}{site}}\n          message = the site at DATA\n' >"$TMP/site-data.acl"
ag build "$TMP/hooks.yaml" -o $E
is "$code" 0 "debian-hooks is tried and built"
is "$(cd $E && find conf.d joejob -path joejob/previous -prune -o -name '*joejob*' -print -o -path 'joejob/*' -print | LC_ALL=C sort | tr '\n' ' ')" \
	"conf.d/main/001_joejob conf.d/router/090_joejob $signing joejob joejob/data.acl joejob/joejob.inc joejob/rcpt.acl " \
	"... and the other layout's stub is gone"
make_conf
is $code 0 "update-exim4.conf and exim -bV take it"
is "$(exim4 -C "$CONF" -bP acl_smtp_rcpt)" "acl_smtp_rcpt = acl_check_rcpt" "Debian's are in charge"
converse debian-hooks
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<site@example.org>'
has "$out" "550 the site's own hook" "the site's hook at RCPT is asked"
say 203.0.113.9 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'DATA' 'Subject: site' 'From: a@example.net' '' 'x' .
has "$out" "550 the site at DATA" "... and at DATA"
# Debian asks our lists once more behind our ACL.
echo 198.51.100.78 >"$TMP/lists"
sed 's/^exempt:/headers: {charset: utf-8, mode: deny}\n&\n  mailing_lists: {file: lists}/' "$TMP/hooks.yaml" >"$TMP/list.yaml"
ag check "$TMP/list.yaml"
is "$code" 0 "debian-hooks, and a database of mailing lists"
macros
make_conf
converse "debian-hooks without hooks of the site's"
# A forged header syntax is Debian's own check; a secondary MX is spared it.
for ip in 203.0.113.9 198.51.100.25; do
	say $ip 'MAIL FROM:<>' 'RCPT TO:<user@example.org>' 'DATA' 'From: @@' '' 'x' .
	case $ip in
	203*) has "$out" "550 header syntax" "Debian's own check of a stranger" ;;
	*) has "$out" "250 OK id=" "... spares a secondary MX" ;;
	esac
done

# Not split: one line of the admin's.
sed -i "s/dc_use_split_config=.*/dc_use_split_config='false'/" $E/update-exim4.conf.conf
awk '/^begin routers/ {print; print ""; while ((getline line < "'$E/conf.d/router/050_site'") > 0) print line; next} {print}' \
	$E/exim4.conf.template >"$TMP/template" && cp "$TMP/template" $E/exim4.conf.template
ag build "$TMP/hooks.yaml" -o $E
is "$code" 0 "not split: debian-hooks"
has "$err" 'exim4.conf.localmacros has the line' "... says what is missing"
printf '%s\n' "SPOOLDIR = $TMP/spool" ".include $E/joejob/joejob.inc" >$E/exim4.conf.localmacros
ag build "$TMP/hooks.yaml" -o $E
is "$code $(echo "$err" | grep -c AG413)" "0 0" "... and nothing where it is there"
make_conf
converse "debian-hooks, not split"
ag check "$TMP/split.yaml"
is "$code" 0 "not split: debian-split"
has "$err" "AG413" "... is told that it would not be read"
sed -i "s/dc_use_split_config=.*/dc_use_split_config='true'/" $E/update-exim4.conf.conf

# What contradicts, and what cannot be.
sed -i "s/dc_other_hostnames=.*/dc_other_hostnames='other.example'/; s/dc_relay_nets=.*/dc_relay_nets='192.0.2.0\/24'/" \
	$E/update-exim4.conf.conf
ag check "$TMP/hooks.yaml"
is "$code" 1 "Debian's lists contradict the policy"
has "$err" 'us.domains.local: "example.org" is not in dc_other_hostnames' "... the domains"
has "$err" 'us.relay_from: "2001:db8:1::/48" is not in dc_relay_nets' "... the networks"
is "$(echo "$err" | grep -c conversation)" 0 "... and nothing else is said of it"
sed 's/^output:/honeypot: {addresses: [trap@example.org]}\n&/' "$TMP/hooks.yaml" >"$TMP/trap.yaml"
ag check --no-exim "$TMP/trap.yaml"
is "$code" 1 "debian-hooks with a honeypot"
has "$err" "honeypot: Debian's hooks come too late" "... is refused by name"
mount --bind /dev/null /usr/sbin/update-exim4.conf
ag check "$TMP/split.yaml"
is "$code" 0 "without update-exim4.conf"
has "$err" "AG412" "... the ACLs are tried by themselves, and that is said"

done_testing
