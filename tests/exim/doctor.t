#!/bin/sh
# shellcheck disable=SC2154,SC2086,SC2046 # of lab.sh; options
# aclgen doctor at a site with the lab's DNS and Exim: each check in both states, and in neither.
. "$(dirname "$0")/../lab/test.sh"

no_dns()
{
	[ ! -e "$LAB/dns.pid" ] || { kill -KILL "$(cat "$LAB/dns.pid")" && wait_for 10 lab_gone "$(cat "$LAB/dns.pid")"; }
	rm -f "$LAB/dns.pid"
}

# dns [OPTION-OF-DNSMASQ]...: the DNS anew, with these records of the site and the rest of the world.
dns()
{
	no_dns
	grep -v -e '^no-daemon' -e '^mx-host=[a-z.]*example\.org' -e '^host-record=mx\.example\.org' \
		"$lab_top/tests/lab/conf/dns.conf" >"$LAB/dns.conf"
	on dns dnsmasq --keep-in-foreground --conf-file="$LAB/dns.conf" --pid-file="$LAB/dns.pid" "$@" >"$LAB/dns/log/dnsmasq" 2>&1 &
	wait_for 10 lab_port_open dns 53 || lab_cannot "dnsmasq: $(cat "$LAB/dns/log/dnsmasq")"
}

# doctor CODE: looks, with that exit code; after it, `found STATE CHECK TEXT` is a line of what it said.
doctor()
{
	doctor_code=$1
	shift
	doctor_rc=0
	on mx "$BUILD/aclgen" doctor --module "$MODULE" "$@" "$POLICY" >"$LAB/dialogue" 2>&1 || doctor_rc=$?
	[ "$doctor_rc" = "$doctor_code" ]
}

# found TITLE STATE CHECK TEXT, for grep
found()
{
	ok "$1" grep -Eq -e "^$2 +$3 +$4" "$LAB/dialogue"
}

keys=$LAB/mx/etc/dkim
mkdir -p "$keys"
openssl genpkey -algorithm ed25519 -out "$keys/ed.key" 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$keys/other.key" 2>/dev/null
on mx "$BUILD/aclgen" key dkim example.org ed --from-private /etc/exim4/dkim/ed.key -o "$LAB/ed.pub"
# record FILE: its DKIM record
record()
{
	openssl pkey -in "$1" -pubout -outform DER 2>/dev/null | tail -c 32 | base64 -w 0
}
ours="v=DKIM1; k=ed25519; p=$(record "$keys/ed.key")"

cat >"$LAB/mx/etc/extra.conf" <<'END'
ignore_bounce_errors_after = 2d
timeout_frozen_after = 7d
END
name=--host-record=mx.example.org,192.0.2.1,2001:db8:1::1
mx="--mx-host=example.org,mx.example.org,10 --mx-host=example.org,secondary.example.org,20
	--mx-host=dept.example.org,mx.example.org,10"
dkim="--txt-record=ed._domainkey.example.org"
networks='s|networks: .192.0.2.0/24, "2001:db8:1::/48".|networks: [192.0.2.1, "2001:db8:1::1"]|'

dns $name $mx --txt-record=example.org,"v=spf1 mx -all" --txt-record=dept.example.org,"v=spf1 include:example.org -all" \
	$dkim,"$ours"
start_exim inside
start_exim remote
on mx "$BUILD/aclgen" key new /etc/exim4/keys/token >/dev/null
site acl "$networks" \
	"s|^  contact: .*|&\\n  token: {keys: /etc/exim4/keys/token}\\n  dkim: [{domain: example.org, selector: ed, key: $LAB/ed.pub}]|"
ok "a site where all is well" doctor 0
found "the name of the server" ok hostname 'mx\.example\.org: has 2 addresses, and is this machine'
found "what it says in HELO" ok helo 'mx\.example\.org: is said in HELO'
found "its address has its name" ok ptr '192\.0\.2\.1: is mx\.example\.org, which has this address'
found "... IPv6 too" ok ptr '2001:db8:1::1: is mx\.example\.org'
found "its MX" ok mx 'example\.org: its MX mx\.example\.org is known'
found "the secondary MX" ok mx 'example\.org: its MX secondary\.example\.org is known'
found "SPF" ok spf 'example\.org: SPF passes for all'
found "... by an include" ok spf 'dept\.example\.org: SPF passes for all'
found "the DKIM key" ok dkim 'ed\._domainkey\.example\.org: is the key in'
found "the key of the token" ok token '/etc/exim4/keys/token: the key that signs is 0 days old'
found "qualify_domain" ok qualify 'qualify_domain: is example\.org, a domain of ours'
found "qualify_recipient" ok qualify 'qualify_recipient: is example\.org'
found "postmaster" ok postmaster 'postmaster@example\.org: is taken'
found "... of the department" ok postmaster 'postmaster@dept\.example\.org: is taken'
found "an unknown user" ok unknown 'example\.org: unknown users are known to be unknown'
found "... of the department" ok unknown 'dept\.example\.org: the server inside is asked'
found "bounces that nobody takes" ok frozen 'ignore_bounce_errors_after: is 2d'
found "the module" ok module ".*can be loaded by the running Exim"
found "what is in force" ok installed '/etc/exim4/joejob/joejob\.inc: is what this policy makes'
ok "nothing else is said" eval '! grep -v "^ok " "$LAB/dialogue"'
ok "as JSON" doctor 0 --format json
ok "... which is JSON" perl -MJSON::PP -e 'local $/; my $o = decode_json(<STDIN>);
	exit !($o->{result} eq "done" && @{$o->{findings}} == 20 &&
	!grep { $_->{state} ne "ok" || !$_->{about} || !$_->{message} || $_->{code} !~ /^AG6[234]/ } @{$o->{findings}})' \
	<"$LAB/dialogue"

# A server that refuses need not be the last that is asked.
on mx dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --bind-interfaces \
	--listen-address=127.0.0.1 --pid-file="$LAB/refuses.pid" >"$LAB/mx/log/dnsmasq" 2>&1 &
wait_for 10 lab_port_open mx 53 || lab_cannot "dnsmasq: $(cat "$LAB/mx/log/dnsmasq")"
cp "$LAB/resolv.conf" "$LAB/resolv.one"
sed '1i nameserver 127.0.0.1' "$LAB/resolv.one" >"$LAB/resolv.conf"
ok "a first server of the DNS that refuses" doctor 0
found "... and the next one tells" ok mx 'example\.org: its MX mx\.example\.org is known'
sed '1!d; s/.*/nameserver 127.0.0.1/' "$LAB/resolv.one" >"$LAB/resolv.conf"
ok "one that refuses, and no other" doctor 0
found "... cannot tell" 'cannot tell' hostname 'mx\.example\.org: its address cannot be asked for: its servers'
cat "$LAB/resolv.one" >"$LAB/resolv.conf"
kill "$(cat "$LAB/refuses.pid")"

# --- the DNS says otherwise

dns --address=/mx.example.org/192.0.2.1 --mx-host=example.org,mx.example.org,10 \
	--mx-host=example.org,mx.remote.example,20 --mx-host=example.org,gone.example.org,30 \
	--txt-record=dept.example.org,"v=spf1 ip4:192.0.2.77 -all" $dkim,"v=DKIM1; k=ed25519; p=$(record "$keys/other.key")"
ok "a DNS that has it wrong" doctor 1
found "an address without a name" warning ptr '192\.0\.2\.1: has no name in the DNS.*\[AG622\]'
found "an MX that is a stranger" warning mx 'example\.org: its MX mx\.remote\.example \(203\.0\.113\.10\) is a stranger.*\[AG623\]'
found "an MX without an address" warning mx 'example\.org: its MX gone\.example\.org has no address'
found "no MX, no address" warning mx 'dept\.example\.org: has neither an MX record'
found "no SPF record" warning spf 'example\.org: has no SPF record.*\[AG624\]'
found "SPF that fails" warning spf 'dept\.example\.org: its SPF record does not let 192\.0\.2\.1 pass, .* add ip4:192\.0\.2\.1'
found "another DKIM key" warning dkim 'ed\._domainkey\.example\.org: is another key.*\[AG625\]'

dns --address=/mx.example.org/192.0.2.1 --ptr-record=1.2.0.192.in-addr.arpa,liar.example $mx \
	--address=/dept.example.org/192.0.2.1 --txt-record=example.org,"v=spf1 foo:bar -all" \
	--txt-record=dept.example.org,"v=spf1 include:servfail.example -all" $dkim,"v=DKIM1; p="
ok "another one" doctor 1
found "a name that does not lead back" warning ptr '192\.0\.2\.1: is liar\.example in the DNS, but liar\.example does not'
found "SPF that is broken" warning spf 'example\.org: its SPF record is broken'
found "SPF that cannot be told" 'cannot tell' spf 'dept\.example\.org: its SPF record, or one that it includes'
found "a DKIM key that was revoked" warning dkim 'ed\._domainkey\.example\.org: has an empty p=: the key was revoked'

# What is hostile in the DNS comes out inert, and a text that does not fit into UDP comes by TCP.
dns --host-record=mx.example.org,192.0.2.9 --mx-host=example.org,mx.example.org,10 --address=/dept.example.org/192.0.2.1 \
	--txt-record=example.org,"v=spf1 ip4:192.0.2.0/24 -all" --txt-record=example.org,"$(printf 'x\033[31m')" \
	$dkim,"v=DKIM1; t=y; k=ed25519; p=$(record "$keys/ed.key")" \
	$(for i in 1 2 3 4 5 6 7 8; do echo "--txt-record=example.org,$(printf '%0250d' "$i")"; done)
ok "a third" doctor 1
found "an address that is another machine's" 'cannot tell' hostname 'mx\.example\.org: has 192\.0\.2\.9, which is no address of this machine'
found "an address in place of an MX" warning mx 'dept\.example\.org: has no MX record; mail goes to its address 192\.0\.2\.1'
found "a long answer" warning spf 'example\.org: its SPF record does not let 2001:db8:1::1 pass'
found "a DKIM key in a test" warning dkim 'ed\._domainkey\.example\.org: says t=y'
found "no SPF record of the department" warning spf 'dept\.example\.org: has no SPF record'
ok "nothing that a terminal would obey" eval '! LC_ALL=C grep -q "[^ -~]" "$LAB/dialogue"'

dns $mx --txt-record=example.org,"v=spf1 mx -all"
ok "a fourth" doctor 1
found "a server without an address" warning hostname 'mx\.example\.org: has no address in the DNS.*\[AG620\]'
found "... which it says in HELO" warning helo 'mx\.example\.org: is said in HELO and has no address.*\[AG621\]'
found "a DKIM key that is not there" warning dkim 'ed\._domainkey\.example\.org: is not in the DNS'

no_dns
ok "no DNS at all: trouble" doctor 2
found "what cannot be told is not called wrong" 'cannot tell' hostname 'mx\.example\.org: its address cannot be asked for'
ok "... no warning is of the DNS" eval '! grep -E "^warning +(hostname|helo|ptr|mx|spf|dkim)" "$LAB/dialogue"'

# --- Exim says otherwise

dns $name $mx --txt-record=example.org,"v=spf1 mx -all" --txt-record=dept.example.org,"v=spf1 include:example.org -all" \
	$dkim,"$ours"
conf=$LAB/mx/etc/exim4.conf
cp "$conf" "$LAB/exim4.conf"
rm "$LAB/mx/etc/extra.conf"
sed -e 's/^primary_hostname = .*/primary_hostname = other.example.org/' \
	-e 's/^qualify_domain = .*/qualify_domain = far.example/' -e '/local_parts = user/d' \
	-e 's/^  headers_add = JOEJOB_HEADERS_ADD/&\n  helo_data = mailhost/' "$LAB/exim4.conf" >"$conf"
sed -i 's/ - \([0-9a-f]*\)$/ - \1/; s/ 1[0-9]\{9\} - / 1500000000 - /' "$LAB/mx/etc/keys/token"
ok "an Exim that has it wrong" doctor 1
found "another name" warning hostname 'mx\.example\.org: Exim calls itself other\.example\.org'
found "HELO without a dot" warning helo 'mailhost: is said in HELO and has no dot'
found "qualify_domain" warning qualify 'qualify_domain: is far\.example, which is not in us\.domains.*\[AG627\]'
found "an old key" warning token '/etc/exim4/keys/token: the key that signs is [0-9]{4} days old.*\[AG626\]'
found "a catch-all" warning unknown 'example\.org: Exim takes mail for .*which nobody has.*\[AG629\]'
found "bounces that fill the queue" warning frozen 'ignore_bounce_errors_after: is 10w.*\[AG630\]'

# shellcheck disable=SC2016 # for Exim
sed -e 's/local_parts = user .*/local_parts = user/' \
	-e 's/^  headers_add = JOEJOB_HEADERS_ADD/&\n  helo_data = ${lookup{$sender_address_domain}lsearch{\/etc\/helo}}/' \
	"$LAB/exim4.conf" >"$conf"
mv "$LAB/mx/etc/keys/token" "$LAB/mx/etc/keys/away"
sed -i 's/^  callout: {timeout/  callout: {mode: off, timeout/' "$POLICY"
ok "another one" doctor 1
found "no postmaster" warning postmaster 'postmaster@example\.org: does not exist, and must.*\[AG628\]'
found "HELO that depends" 'cannot tell' helo '.*helo_data is expanded'
found "a key file that is not there" warning token '/etc/exim4/keys/token: .*mail leaves unsigned'
found "a department of which nobody asks" warning unknown 'dept\.example\.org: unknown users of the server inside are accepted'
found "what is in force is of another policy" warning installed '/etc/exim4/joejob/joejob\.inc: is made from another policy.*\[AG632\]'

# shellcheck disable=SC2016 # for Exim
sed -e 's/^users:/directory:\n  driver = redirect\n  data = ${lookup{x}lsearch{\/nonexistent}}\n\n&/' "$LAB/exim4.conf" >"$conf"
echo '# mine' >>"$LAB/mx/etc/joejob/joejob.inc"
MODULE=$LAB/none.so
ok "a third" doctor 1
found "a directory that is away" 'cannot tell' postmaster 'postmaster@example\.org: Exim cannot tell'
found "... for unknown users" 'cannot tell' unknown 'example\.org: Exim cannot tell who exists'
found "a file that was changed by hand" warning installed '.*/joejob\.inc: has been changed by hand'
found "a module that is not there" warning module '.*/none\.so: is not there.*\[AG631\]'

head -c 10000 /dev/zero >"$MODULE"
sed '/joejob\.inc/d; /JOEJOB_/d; s/^begin routers/begin acl\n&/; s/local_parts = user .*/local_parts = :/' \
	"$LAB/exim4.conf" >"$conf"
ok "a fourth" doctor 1
found "a module that is none" warning module '.*/none\.so: cannot be loaded by the running Exim'
found "a domain of which Exim knows nobody" 'cannot tell' unknown 'example\.org: Exim knows no address there'
found "... not even its postmaster" warning postmaster 'postmaster@example\.org: .*local domains have example\.org'
found "a configuration that does not read it" warning installed 'joejob\.inc: is not read by the running Exim'

echo 'nosuch = option' >>"$conf"
ok "a configuration that Exim does not read" doctor 1
found "... is told in its words" 'cannot tell' installed 'joejob\.inc: Exim does not tell its configuration'
ok "a policy that is wrong" eval 'echo "joejob: 2" >>"$POLICY"; doctor 1'
done_testing
