#!/bin/sh
# Configurations that exim -bV passes and that fail in service: aclgen check has to catch each.
# They are made by changed templates.
# shellcheck disable=SC2016 # dollars are Exim's
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
. tests/cli/templates.sh
need_exim

# first STANZA: puts it in front of the RCPT ACL
first() {
	change rcpt.acl "s|^acl_jj_rcpt:|&\\n  warn $1|"
}

ag check --module "$MODULE" "$POLICY"
is "$code: $err" "0: " "unchanged, nothing is wrong"

first 'condition = ${if eq{$nosuch}{x}}'
caught AG431 'unknown variable name "nosuch"' "an unknown variable"
first 'condition = ${lookup{x}nosuch{/etc/passwd}}'
caught AG431 'unknown lookup type "nosuch"' "an unknown lookup type"
change rcpt.acl 's/!domains = +jj_ours/!domains = +nosuch/'
caught AG431 'unknown named domain list "+nosuch"' "an unknown named list"
first 'hosts = +nosuch'
caught AG435 'unknown named host list "+nosuch"' "an unknown named list in a warn, which skips it"
first 'condition = ${if match{$sender_address}{(}}'
caught AG431 'missing closing parenthesis' "a bad regular expression"
first 'verify = nosuch'
caught AG431 'expected "sender[=address]"' "verify = nosuch"
first 'acl = nosuch'
caught AG431 'nosuch' "acl = nosuch"
change main.acl 's/^acl_smtp_rcpt = .*/acl_smtp_rcpt = nosuchacl/'
caught AG431 'nosuchacl' "acl_smtp_rcpt = nosuchacl"
first 'delay = xyz'
caught AG431 'xyz' "delay = xyz"
first 'control = nosuch'
caught AG431 'nosuch' "control = nosuch"
change check_sender_callout.acl 's/{{callout}}/callout=abc/; $a\%ignore callout'
caught AG431 'abc' "callout=abc in a sender callout"
change check_recipient_callout.acl 's/{{callout}}/callout=abc/; $a\%ignore callout'
caught AG431 'abc' "callout=abc in a recipient callout"
change check_sender_callout.acl 's/{{callout}}/&,use_sender/'
caught AG431 'use_sender' "use_sender in a sender callout"
change main.acl 's/^acl_smtp_rcpt = .*/&\nacl_smtp_helo = acl_jj_helo/'
edit mail.acl '$a\acl_jj_helo:\n  accept add_header = X-Joejob-Rule: x\n'
caught AG431 'add_header' "add_header in a HELO ACL"
first 'hosts = /nonexistent/list'
caught AG431 '/nonexistent/list' "a list file that is missing"
change main.acl 's/= {{relay_from}}/= <; 10.0.0.1 ; !10.0.0.2/; $a\%ignore relay_from'
caught AG43 '"relaying for a stranger"' "a list that ends in a negated item"
change main.acl 's/= {{relay_from}}/= <; *.pool.test ; 192.0.2.0\/24/; $a\%ignore relay_from'
caught AG43 'conversation "our own network"' "a host name before the address of a client that has no name"
change main.acl 's/= {{secondary_mx}}/= <; mx2.nowhere.invalid ; 198.51.100.25/; $a\%ignore secondary_mx'
caught AG43 'conversation "a secondary MX"' "a host name that does not exist before an address"
first 'condition = ${lookup sqlite,file=/nonexistent/joejob.db{select 1}}'
caught AG431 'conversation "mail to a local user"' "a database lookup without a guard"
change rcpt.acl 's/^acl_jj_rcpt:/&\n  deny message = not you \\\n    local_parts = nobody/'
caught AG432 'local_parts = nobody' "a message that ends in a backslash and swallows the condition"
change rcpt.acl 's/^  deny    !domains = +jj_ours/  require domains = +jj_ours/'
caught AG433 'Administrative prohibition' "a message behind the condition of a require"
change rcpt.acl 's/^acl_jj_rcpt:/&\n  deny condition = ${lookup{x}lsearch{\/nonexistent\/list}{yes}{no}}/'
caught AG431 '/nonexistent/list' "a deny whose condition cannot be answered"
change main.acl 's/^acl_smtp_rcpt = .*/acl_smtp_rcpt = acl_site/'
edit rcpt.acl '1i\acl_site:\n  accept acl = acl_jj_rcpt\n  accept\n'
caught AG43 '"relaying for a stranger"' "accept acl = in front of another accept"

# What the policy promises, and what the module needs.
change rcpt.acl '/Relaying is not permitted/d; s/^  deny    !domains = +jj_ours/  warn !domains = +jj_ours/'
caught AG43 '"relaying for a stranger"' "an open relay"
change rcpt.acl '/^  accept  condition = ${if eq{$acl_m_jj_role}{yes}}/,+1d'
caught AG43 '"postmaster' "a postmaster who is filtered"
change mail.acl '/set acl_m_jj_ask/d'
caught AG431 'strict_acl_vars is set' "a variable that is read before it is set"
change action.acl '/^ *log_message/d'
caught AG433 'does not log "joejob rule=' "a refusal without its rule in the log"
change rcpt.acl 's/^  deny    domains = +jj_local/  require domains = +jj_ours/; s/^          !verify = recipient$/  require verify = recipient/'
caught AG433 'does not log "joejob rule=recipient.unknown"' "a log text behind the condition of a require"
change data.acl 's/set acl_m_joejob = enforce=/&maybe/'
caught AG433 'does not log "joejob verdict="' "settings that the module does not understand"
change data.acl '/acl_m_jj_skip/d'
caught AG43 'conversation "our own network"' "our own network is judged"
change rcpt.acl 's/^acl_jj_rcpt:/&\n  nosuchverb/'
caught AG430 'nosuchverb' "what exim -bV sees"

sed 's/door: local_scan/door: acl/' "$POLICY" >"$TMP/acl.yaml"
policy=$TMP/acl.yaml
change data.acl 's/${acl{acl_jj_ask_module}}/${dlfunc{{{module}}}{nosuch}}/'
caught AG431 'nosuch' "a call of the module without its guard"

# Greylisting answers first attempts in the place of all that stands behind it.
{ grep -v '^greylist:' "$POLICY"; echo 'greylist: {for: all}'; } >"$TMP/greylist.yaml"
policy=$TMP/greylist.yaml
ag check --module "$MODULE" "$policy"
is "$code: $(echo "$err" | grep -v AG336)" "0: " "greylisting for all, unchanged"
change memory.acl 's/{wait}{pass}/{pass}{pass}/'
caught AG433 'to "a first attempt" Exim does not log "joejob rule=greylist"' "greylisting that never happens"
change check_greylist.acl '/!senders = :/d'
caught AG431 'defers a first attempt that greylisting has to spare' "a bounce that is put off"
change rcpt.acl '/^  accept  condition = ${if eq{$acl_m_jj_role}{yes}}/,+1d'
caught AG431 'defers a first attempt that greylisting has to spare' "a postmaster who is put off"
change memory.acl 's/{{{delay}}}/{2h}/; $a\%ignore delay'
caught AG431 'conversation "mail to a local user"' "greylisting that never ends"
change check_greylist.acl 's/${acl{acl_jj_greylist}}/${nosuch}/'
caught AG43 'nosuch' "greylisting that cannot be asked"
change check_sender_callout.acl 's/{{callout}}/callout=abc/; $a\%ignore callout'
caught AG431 'abc' "a sender callout behind greylisting"
change data.acl 's/set acl_m_joejob = enforce=/&maybe/'
caught AG433 'does not log "joejob verdict="' "settings that the module does not understand, and greylisting"

# A part of the site that check makes is gone from the replaced template.
mkdir "$TMP/parts"
sed 's/^begin transports/# gone/' templates/check_site.acl >"$TMP/parts/check_site.acl"
sed 's/layout: include/layout: whole/' examples/university/policy.yaml >"$TMP/parts.yaml"
ag check --module "$MODULE" --templates "$TMP/parts" "$TMP/parts.yaml"
is $code 1 "check_site.acl without transports: exit 1"
has "$err" "exim -bV refuses the configuration" "and Exim says why"

done_testing
