#!/bin/sh
# shellcheck disable=SC2154 # of lab.sh
# Mail that Exim itself signs, bounced by a real remote Exim: ours by its signature, where Received
# lines show nothing of us. The keys come from the DNS and from the private key.
. "$(dirname "$0")/../lab/test.sh"

keys=$LAB/mx/etc/dkim
mkdir -p "$keys"
openssl genrsa -out "$keys/rsa.key" 2048 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$keys/ed.key" 2>/dev/null
chmod 755 "$keys"
chmod 644 "$keys"/*
p=$(openssl rsa -in "$keys/rsa.key" -pubout -outform DER 2>/dev/null | base64 -w 0)

start_dns --txt-record="rsa._domainkey.example.org,v=DKIM1; k=rsa; p=$(echo "$p" | cut -c 1-200),$(echo "$p" | cut -c 201-)" \
	--txt-record=revoked._domainkey.example.org,"v=DKIM1; p=" \
	--txt-record=two._domainkey.example.org,"v=DKIM1; p=a" \
	--txt-record=two._domainkey.example.org,"v=DKIM1; p=b"
start_exim inside
start_exim remote

# key WANT SELECTOR ARGUMENT...: what aclgen key dkim answers
key()
{
	want=$1
	shift
	on mx "$BUILD/aclgen" key dkim example.org "$@" >"$LAB/dialogue" 2>&1
	echo "$?" >>"$LAB/dialogue"
	grep -Eq -e "$want" "$LAB/dialogue"
}
ok "the RSA key from the DNS, in two strings" \
	key '203\.0\.113\.53 answered; DNSSEC does not vouch for it' rsa --from-dns -o "$LAB/rsa.pub"
ok "... is that of the private key" sh -c "sed 1d '$LAB/rsa.pub' >'$LAB/a'
	openssl rsa -in '$keys/rsa.key' -pubout -out '$LAB/b' 2>/dev/null; cmp -s '$LAB/a' '$LAB/b'"
ok "a selector that does not exist" key 'none\._domainkey\.example\.org does not exist' none --from-dns
ok "a key that was revoked" key 'the key was revoked' revoked --from-dns
ok "two records" key 'several TXT records' two --from-dns
ok "the ed25519 key from the private one" key '^0$' ed --from-private /etc/exim4/dkim/ed.key -o "$LAB/ed.pub"

# shellcheck disable=SC2016 # for Exim
sed '/^  driver = smtp$/{
n
i\
  dkim_domain = example.org\
  dkim_selector = ${if match{$h_subject:}{^ed}{ed}{rsa}}\
  dkim_private_key = /etc/exim4/dkim/$dkim_selector.key\
  dkim_canon = ${if match{$h_subject:}{simple}{simple}{relaxed}}\
  dkim_strict = yes
}' "$lab_top/tests/lab/conf/mx.conf" >"$LAB/mx/etc/exim4.conf"

# signed_site DOOR [SED]...: an MX whose outgoing servers the policy does not name: only a proof shows
# that mail is ours.
signed_site()
{
	site_door=$1
	shift
	site "$site_door" 's/^    - {for: example.org.*/    - {for: example.org, hosts: [gone.example.org], complete: yes}/' \
		"s,^bounces:,bounces:\\n  dkim:\\n    - {domain: example.org\, selector: rsa\, key: $LAB/rsa.pub}\\n    - {domain: example.org\, selector: ed\, key: $LAB/ed.pub}," "$@"
}

# sent SUBJECT: our user writes to nobody at the remote site.
sent()
{
	{
		echo "Date: $(LC_ALL=C date -R)"
		note "\"Some User\" <user@example.org>" nobody@remote.example "<note@example.org>" |
			sed "s/^Subject: .*/Subject: $1,\\n\\tand  so on/"
	} >"$LAB/note"
	mark mx
	mark remote
	inside_sends "$LAB/note" user@example.org nobody@remote.example
}

for door in local_scan acl; do
	subjects='rsa relaxed|rsa simple|ed relaxed|ed simple'
	# Without timestamps the signed Date counts. With them Exim 4.96 sends a blank that it has not
	# signed, so that nobody can verify its `simple`.
	if [ $door = acl ]; then
		sed -i 's/^  dkim_strict/  dkim_timestamps = 864000\n&/' "$LAB/mx/etc/exim4.conf"
		subjects='rsa relaxed|ed relaxed'
	fi
	signed_site "$door"
	IFS='|'
	for subject in $subjects; do
		unset IFS
		ok "$door: a note, $subject, and its bounce" sent "$subject"
		ok "$door: ... is ours by its signature" wait_log mx \
			'joejob verdict=ours evidence=dkim rule=- line=0 action=accept'
		wait_queue mx
		no_panic "$door: ... without a line in the panic log"
	done
	cp "$(newest mx user)" "$LAB/last"
	as_sent "$LAB/last" >"$LAB/genuine"

	talk "$door: the bounce once more" 203.0.113.10 <<-END
		mail $LAB/genuine <> <user@example.org>
		< 250
	END
	talk "$door: the signed header, copied onto a bounce for somebody else" 203.0.113.10 <<-END
		mail $LAB/genuine <> <anna@example.org>
		< 550 bounces.forged
	END
	sed 's/^From: "Some/From: "Another/' "$LAB/genuine" >"$LAB/changed"
	talk "$door: another From under the signature" 203.0.113.10 <<-END
		mail $LAB/changed <> <user@example.org>
		< 550 bounces.forged
	END
done

# A module that asks the clock: the settings line has `now`, and is read anew each second.
ok "the clock stands in the settings" grep -q 'now=\$tod_epoch' "$LAB/mx/etc/joejob/joejob.inc"
signed_site acl 's/key: \(.*rsa.pub\)}/key: \1, days: 1}/'
ok "a note, and its bounce" sent 'rsa relaxed'
ok "... is ours on the same day" wait_log mx 'verdict=ours evidence=dkim'
done_testing
