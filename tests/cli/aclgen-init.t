#!/bin/sh
# aclgen init: the policy to start from passes check as it stands, also with what the running Exim says
# of the site; what is not plain there becomes a comment.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh

ag init
is "$code: $err" "0: " "init prints a policy"
cp "$TMP/out" "$TMP/start.yaml"
has "$out" "
mode: log
" "in the shadow"
ag check --no-exim "$TMP/start.yaml"
is "$code: $(echo "$err" | grep -c AG)" "0: 0" "it has neither errors nor warnings"
# What is commented out is a policy, too, but for what stands in files or belongs to other sites.
sed 's/^\( *\)# \( *[a-z_]*: .*[]}0-9z]\)$/\1\2/; s/# contact:/contact:/; s/^# \(block\|dnsbl\|recipient\):$/\1:/
	s/^#   \(hosts\|senders\|callout\|- {zone\)/  \1/; s/^  # *- {domain.*//
	/token:/d; /file:/d; /^ *dkim:/d; /^mode:/d; s/^ *# .*//; s/zen\.example/bl.example.net/' \
	"$TMP/start.yaml" >"$TMP/all.yaml"
ag check --no-exim "$TMP/all.yaml"
is "$code: $(echo "$err" | grep -c error:)" "0: 0" "neither has what is commented out, and it is that"
for key in relay_to secondary_mx mailing_lists senders callout contact spf greylist honeypot \
	spamassassin ratelimit zone; do
	grep -q "^[ -]*{*$key: " "$TMP/all.yaml"
	ok $? "$key is shown"
done

ag init -o "$TMP/new.yaml"
is "$code: $(cmp "$TMP/new.yaml" "$TMP/start.yaml")" "0: " "-o writes the same"
echo mine >"$TMP/new.yaml"
ag init -o "$TMP/new.yaml"
is "$code: $(cat "$TMP/new.yaml")" "2: mine" "and never overwrites"
has "$err" "new.yaml: is there already" "which is said"
is "$(ls -A "$TMP")" "$(printf 'all.yaml\nerr\nnew.yaml\nout\nstart.yaml')" "nothing is left beside it"
if [ -w / ]; then
	ag init -o "/joejob-init-test.$$"
	is "$code: $err $(cmp "/joejob-init-test.$$" "$TMP/start.yaml")" "0:  " "-o in the root folder"
	rm -f "/joejob-init-test.$$"
fi
ag init "$TMP/new.yaml"
has "$code: $err" "2: aclgen: init takes no policy" "no policy is taken"
ag init --from-exim --exim "$TMP/none"
has "$code: $err" "2: aclgen: there is no program" "an Exim that is not there"

need_exim
ag check --module "$MODULE" "$TMP/start.yaml"
is "$code: $err" "0: " "the real Exim takes it"

# exim CONFIGURATION: an Exim whose running configuration is this
exim() {
	cat >"$TMP/exim.conf"
	printf '#!/bin/sh\nexec exim4 -C %s "$@"\n' "$TMP/exim.conf" >"$TMP/exim4"
	chmod 755 "$TMP/exim4"
}

ag init --from-exim
is "$code" 0 "the machine's own configuration is read"
cp "$TMP/out" "$TMP/own.yaml"
ag check --module "$MODULE" "$TMP/own.yaml"
is "$code" 0 "what it makes passes check"

exim <<'EOF'
primary_hostname = mx.example.net
FAR = far.example
domainlist local_domains = @ : @[] : example.net : no : lsearch;/etc/x : *.sub.example.net : +more : \
	{a} : "q", x: #y : EXAMPLE.NET : localhost
hide domainlist more = <; a.example ; b:c.example ; +more ; +gone
domainlist_cache relay_to_domains = FAR : example.net
hostlist relay_from_hosts = <; 10.0.0.0/8 ; ::1 ; localhost ; fe80::1:2 ; *.x.example ; \
	net-lsearch;;/a ; 2001:db8::/32 ; *
EOF
ag init --from-exim --exim "$TMP/exim4"
is "$code" 0 "a configuration of another kind"
has "$err" "9 things of Exim's configuration could not be taken over" "which has some odd things"
cp "$TMP/out" "$TMP/own.yaml"
is "$(grep '^  hostname' "$TMP/own.yaml")" '  hostname: mx.example.net' "the name"
is "$(grep -A 1 '^ *local:' "$TMP/own.yaml")" \
	'    local: [mx.example.net, example.net, "no", "*.sub.example.net", a.example]
    # Domains whose mail is passed on to a server inside, which is asked whether the user exists.' \
	"plain domains, also of lists in the list; no word of YAML's"
is "$(grep '^ *relay_to:' "$TMP/own.yaml")" '    relay_to: [far.example]' \
	"a macro; and no domain in both lists"
is "$(grep '^ *relay_from:' "$TMP/own.yaml")" \
	'  relay_from: ["10.0.0.0/8", "::1", "127.0.0.1", "fe80::1:2", "*.x.example", "2001:db8::/32"]' "networks"
for odd in '"@\[\]" means' '"lsearch;/etc/x" has' '"b:c.example" has' '+gone is a list' \
	'"{a}" has' '""q"' '"net-lsearch;/a" has' '"\*" is every host'; do
	grep -q "# LOOK HERE: $odd" "$TMP/own.yaml"
	ok $? "not guessed: $odd"
done
ag check --module "$MODULE" "$TMP/own.yaml"
is "$code" 0 "it passes check"

# What could end a comment or a value, in the places where it is shown.
# shellcheck disable=SC2016 # for Exim
{
	echo 'primary_hostname = not a "name": {x}'
	printf 'domainlist local_domains = ${lookup{$domain}lsearch{/etc/x}}\001\r\033[31m\302\205\377 : \n'
	echo 'domainlist relay_to_domains = ! example.net : example.org'
	echo 'domainlist other = a.example'
} | exim
ag init --from-exim --exim "$TMP/exim4"
is "$code" 0 "a hostile one"
cp "$TMP/out" "$TMP/own.yaml"
is "$(LC_ALL=C grep -c '[^ -~]' "$TMP/own.yaml")" 0 "what is shown is inert"
has "$out" '# LOOK HERE: it is expanded, and what that comes to is not guessed:' "an expansion"
has "$out" '# LOOK HERE: it is a list with exceptions' "exceptions"
has "$out" 'has no hostlist relay_from_hosts' "a list that is not there"
has "$out" 'hostname: mx.example.org' "examples stand for what is not known"
ag check --module "$MODULE" "$TMP/own.yaml"
is "$code" 0 "it passes check"

printf 'primary_hostname = vm\ndomainlist local_domains = @ : vm : a.example\n' | exim
ag init --from-exim --exim "$TMP/exim4"
has "$out" '    local: [a.example]' "the machine's own name, where it has no dot, is no domain"
printf 'primary_hostname = vm\ndomainlist local_domains = @ : localhost\n' | exim
ag init --from-exim --exim "$TMP/exim4"
has "$out" '    local: ["vm"]' "... unless there is no other one"

echo 'domainlist mine = a.example' | exim
ag init --from-exim --exim "$TMP/exim4"
has "$out" '#   mine = a.example' "lists of other names are named"

# Debian's own, in each form.
has "$(exim4 -bP config | sed -n 2p)" /var/lib/exim4/ "this machine has Debian's configuration"
ag init --from-exim
has "$out" "layout: debian-hooks" "which chooses a layout for Debian"
done_testing
