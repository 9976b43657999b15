#!/bin/sh
# What holds for every policy: templates that break it fail aclgen check with the name of the
# conversation that shows it. One row breaks one thing; what does not
# get into the way of each other is tried at once.
# shellcheck disable=SC2016 # dollars are Exim's
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
. tests/cli/templates.sh
need_exim

policy=$TMP/policy.yaml
cat >"$policy" <<'EOT'
joejob: 1
us:
  hostname: mx.example.org
  domains: {local: [example.org], relay_to: [dept.example.org]}
  relay_from: [192.0.2.0/24]
  secondary_mx: [198.51.100.25]
  outbound:
    - {for: "*", hosts: [mx.example.org], networks: [192.0.2.0/24], complete: yes}
exempt:
  hosts: [198.51.100.26]
  mailing_lists: [198.51.100.27]
  senders: [friend@friends.example]
block: {hosts: [198.51.100.28], senders: [enemy@enemies.example], recipients: [closed@example.org]}
connect: {pipelining: deny}
helo: {bare_ip: deny, literal: deny, our_name: deny, not_fqdn: deny, no_address: deny}
sender: {verify: deny}
recipient: {callout: {timeout: 30s}}
bounces: {forged: deny, unverifiable: tag, one_recipient: deny, from_secondary_mx: tag,
          never_send: [sales@example.org], contact: postmaster@example.org}
headers: {charset: utf-8, mode: deny}
dnsbl: [{zone: bl.example.org, codes: [127.0.0.2], mode: deny}]
honeypot: {interface: 192.0.2.99, addresses: [trap@example.org]}
spamassassin: {deny: 12.0}
ratelimit: {client: 100/1h}
acknowledge: [AG327, AG329]
EOT

ag check --module "$MODULE" "$policy"
is "$code: $(printf '%s' "$err" | grep -c error)" "0: 0" "unchanged, nothing is wrong"

# breaks CONVERSATION FILE COMMAND TEXT: one row; check: tries what has been broken since the last one
fresh=yes
breaks() {
	if [ "$fresh" ]; then
		change "$2" "$3"
		: >"$TMP/rows"
		fresh=
	else
		edit "$2" "$3"
	fi
	also "$1" "$4"
}

# also CONVERSATION TEXT: what the last row breaks as well
also() {
	printf '%s\t%s\n' "$1" "$2" >>"$TMP/rows"
}

check() {
	ag check --templates "$TMP/t" --module "$MODULE" "$policy"
	while IFS='	' read -r name text; do
		[ "$code" -eq 1 ] && case $err in
		*"conversation \"$name\""*"[AG43"*) true ;;
		*) false ;;
		esac
		ok $? "$text: \"$name\""
	done <"$TMP/rows"
	fresh=yes
}

# at_top STANZA: in front of the RCPT ACL; before_relay: behind the role addresses and our own users
at_top() {
	printf 's|^acl_jj_rcpt:|&\\n  %s|' "$1"
}
before_relay() {
	printf 's|^  deny    !domains = +jj_ours|  %s\\n&|' "$1"
}

relay='relaying for a stranger'
breaks "$relay" rcpt.acl '/^  deny    !domains = +jj_ours/,+2d' "no relay control"
check
breaks "$relay" rcpt.acl "$(at_top 'accept  senders = :')" "relaying for the empty sender"
check
breaks "$relay" rcpt.acl "$(before_relay 'accept  sender_domains = +jj_ours')" \
	"relaying for whoever writes our domain into MAIL FROM"
breaks "$relay by way of the server inside" rcpt.acl \
	'/^  deny    domains = +jj_relay_to$/,/mode=deny/d' "the percent hack"
breaks 'a visit to the honeypot' rcpt.acl \
	"$(at_top 'accept  condition = ${if eq{$acl_c_jj_trap}{yes}}')" "relaying at the honeypot"
check
breaks "$relay" rcpt.acl 's|^          domains = +jj_local|          domains = *|' \
	"relaying to other people's postmaster"
check
breaks 'a secondary MX' rcpt.acl "$(before_relay 'accept  hosts = +jj_secondary_mx')" \
	"relaying for a secondary MX"
breaks 'an exempt host' rcpt.acl "$(before_relay 'accept  hosts = +jj_exempt_hosts')" \
	"relaying for an exempt host"
breaks 'a mailing list host' rcpt.acl "$(before_relay 'accept  hosts = +jj_mailing_lists')" \
	"relaying for a mailing list host"
breaks 'an exempt sender' rcpt.acl "$(before_relay 'accept  senders = +jj_exempt_senders')" \
	"relaying for an exempt sender"
check

absent='from a domain that does not exist'
breaks "postmaster, $absent" rcpt.acl '/^  accept  condition = ${if eq{$acl_m_jj_role}{yes}}/,+1d' \
	"postmaster filtered at RCPT"
also "relayed postmaster, $absent" "a relayed one, too"
check
breaks "postmaster, $absent" data.acl '/acl_m_jj_kind}{role}/d' "postmaster filtered at DATA"
check
breaks 'postmaster, from a blocked host' rcpt.acl \
	's|^  warn    local_parts = +jj_role|&\n          !hosts = +jj_block_hosts|' \
	"postmaster closed to blocked hosts"
breaks 'postmaster, from a blocked sender' rcpt.acl \
	's|^  warn    local_parts = +jj_role|&\n          !senders = +jj_block_senders|' \
	"postmaster closed to blocked senders"
breaks 'postmaster and others in one message' rcpt.acl \
	's|^  defer   condition.*|&\n          condition = no|' "postmaster in a message with others"
check
breaks 'a client in a block list, and postmaster from there' rcpt.acl \
	"$(at_top 'deny    dnslists = bl.example.org')" "postmaster closed to whom a block list has"
check

breaks 'a user who has logged in' helo.acl \
	's|^  accept  condition = ${if !match{$sender_helo_name}.*|  deny    condition = ${if !match{$sender_helo_name}{\\N[.]\\N}}|' \
	"HELO refused before AUTH"
check
breaks 'a user who has logged in' rcpt.acl \
	"$(at_top 'deny    authenticated = *\n          condition = ${if !eq{$acl_c_jj_helo}{}}')" \
	"who has logged in is judged by his HELO"
breaks 'our own network' rcpt.acl '/^  accept  hosts = +jj_relay_from/,+2d' \
	"our own network filtered at RCPT"
check
breaks 'a user who has logged in' data.acl '/acl_m_jj_skip}{yes}/d' \
	"who has logged in is filtered at DATA"
also 'our own network' "our own network filtered at DATA"
check

breaks 'a secondary MX' rcpt.acl '/^  accept  hosts = +jj_secondary_mx/,+1d' \
	"a secondary MX refused at RCPT"
breaks 'a mailing list host' rcpt.acl '/^  accept  hosts = +jj_mailing_lists/,+1d' \
	"a list refused at RCPT"
breaks 'an exempt host' rcpt.acl '/^  accept  hosts = +jj_exempt_hosts/,+1d' \
	"an exempt host refused"
breaks 'an exempt sender' rcpt.acl '/^  accept  senders = +jj_exempt_senders/,+1d' \
	"an exempt sender refused"
check
breaks 'a secondary MX' check_charset.acl '/jj_skip}{secondary}/d' \
	"a bounce of a secondary MX refused by its header"
breaks 'a mailing list host' check_charset.acl '/jj_list}{yes}/d' "a list refused by its header"
check
breaks 'a secondary MX' data.acl '/acl_m_jj_skip}{secondary}/d; /^          !senders = +jj_bounce_senders/d' \
	"a secondary MX whose mail is filtered at DATA"
breaks 'a mailing list host' check_spamassassin.acl '/jj_list}{yes}/d' "a list refused as spam"
check
breaks 'a mailing list host' data.acl '/jj_list}{yes}/d' "a list's bounces judged"
check

breaks 'mail to a local user' rcpt.acl "$(at_top 'defer   message = 451 not now')" "451 for all"
check
breaks 'mail to a local user' data.acl 's|^acl_jj_data:|&\n  defer   message = 451 not now|' \
	"451 at DATA for all"
check
breaks 'two recipients' rcpt.acl \
	"$(at_top 'defer   condition = ${if and{{>{$rcpt_count}{1}}{def:sender_address}}}')" \
	"451 at the second recipient"
breaks 'an unknown local user' rcpt.acl \
	's|^          !verify = recipient$|&\n          condition = no|' \
	"mail for nobody, which has to be bounced"
check

breaks 'a bounce to two recipients' check_one_recipient.acl 's|{0}}|{7}}|' \
	"bounces to several taken"
breaks 'bytes of no character set in the header' check_charset.acl 's|\[^.x01-.x7f\]|x^y|' \
	"headers not looked at"
breaks 'a message that looks like spam' check_spamassassin.acl \
	's|defer_ok|&\n          condition = no|' "SpamAssassin not asked"
breaks 'a client in a block list, and postmaster from there' check_dnsbl.acl \
	's|dnslists = |condition = no\n          &|' "no list in the DNS asked"
check
breaks 'a blocked host' check_list.acl 's|^          {{condition}} = |          condition = no\n&|' \
	"no block list asked: hosts"
also 'a blocked sender' "senders"
also 'a blocked recipient' "recipients"
check

# The policy with every key has hooks that refuse: that is the admin's right.
ag check --module "$MODULE" tests/golden/aclgen/everything.yaml
is "$code" 0 "a hook that turns a blocked host away at the door"

done_testing
