#!/bin/sh
# Mail signed by two signers that are not ours, returned by a bounce: joescan says that it is ours. The
# keys come to it as they do to a site: by aclgen key dkim, and a policy.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh
. tests/cli/dkim.sh
ACLGEN=${ACLGEN:-${JJ_BUILD:-build}/aclgen}

for tool in openssl dkimsign perl; do
	command -v $tool >/dev/null || cannot "$tool is not installed"
done
dkim_keys || exit 1
for k in rsa ed; do
	"$ACLGEN" key dkim example.org $k --from-private "$TMP/$k.key" -o "$TMP/$k.pub" || exit 1
done
printf '%s\n' 'joejob: 1' 'us:' '  hostname: mx.example.org' '  domains: {local: [example.org]}' \
	'  outbound: [{for: example.org, hosts: [mx.example.org], complete: yes}]' 'bounces:' '  dkim:' \
	'    - {domain: example.org, selector: rsa, key: rsa.pub}' \
	'    - {domain: example.org, selector: ed, key: ed.pub, days: 20}' >"$TMP/policy.yaml"

date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
cat >"$TMP/message" <<END
From: "Doe, Joe" <joe@example.org>
To: Ann <ann@remote.example>,
	bob@remote.example
Subject: Minutes  of the
 meeting
Date: $date
Message-ID: <1@example.org>
MIME-Version: 1.0

Hello.
END

# bounced <SIGNED: what comes back, above it a hop that is not ours
bounced() {
	cat <<END
Received: from remote.example by mx.example.org; ${2:-$date}
From: MAILER-DAEMON@remote.example
To: ${1:-joe@example.org}
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It could not be delivered.
--b
Content-Type: message/rfc822

Received: from evil.example ([203.0.113.9]) by remote.example; $date
END
	cat
	echo --b--
}

# proved TEXT: $TMP/signed, bounced, is ours by it
proved() {
	bounced <"$TMP/signed" >"$TMP/bounce"
	scan --policy "$TMP/policy.yaml" "$TMP/bounce"
	like "$code: $out$err" "0: *: ours (dkim*" "$1"
}

for canon in relaxed simple; do
	by_dkimpy $canon rsa-sha256 rsa "$TMP/rsa.key" <"$TMP/message" >"$TMP/signed"
	proved "dkimpy, $canon, rsa"
	by_dkimpy $canon ed25519-sha256 ed "$TMP/ed.seed" <"$TMP/message" >"$TMP/signed"
	proved "dkimpy, $canon, ed25519"
	if perl -MMail::DKIM::Signer -e 1 2>/dev/null; then
		by_perl $canon rsa "$TMP/rsa.key" <"$TMP/message" >"$TMP/signed"
		proved "Mail::DKIM, $canon, rsa"
	else
		skip "Mail::DKIM is not installed"
	fi
done
cp "$TMP/signed" "$TMP/good"

# Both line ends, and what a list does to the subject.
sed "s/\$/$(printf '\r')/" "$TMP/bounce" >"$TMP/crlf"
scan --policy "$TMP/policy.yaml" "$TMP/crlf"
like "$out" "*: ours (dkim*" "CRLF"
sed 's/^Subject: /&[list] /' "$TMP/bounce" >"$TMP/list"
scan --policy "$TMP/policy.yaml" --explain "$TMP/list"
like "$code: $out" "1: *: forged (received-none*" "a rewritten subject proves nothing"
has "$out" "does not verify" "--explain says so"
bounced ann@example.org <"$TMP/good" >"$TMP/copied"
scan --policy "$TMP/policy.yaml" --explain "$TMP/copied"
like "$code: $out" "1: *: forged*" "a signed header, copied onto a bounce for somebody else"
has "$out" "for another address" "--explain says so"
scan --policy "$TMP/policy.yaml" --recipient prvs=1234abcdef=joe@example.org "$TMP/copied"
like "$out" "*: ours (dkim*" "a signed return path"

# An archive is judged by the time when the message came.
late=$(LC_ALL=C date -u -d '+15 days' '+%a, %d %b %Y %H:%M:%S +0000')
bounced joe@example.org "$late" <"$TMP/good" >"$TMP/late"
scan --policy "$TMP/policy.yaml" --explain "$TMP/late"
has "$out" "too old" "a bounce that came 15 days later"

scan --policy "$TMP/policy.yaml" --format json "$TMP/bounce"
has "$out" '"kind":"dkim"' "json"
scan --policy "$TMP/policy.yaml" --format json "$TMP/list"
has "$out" '"kind":"dkim-note"' "json, the note"

# Policies that are wrong.
# wrong EDIT TEXT PATTERN
wrong() {
	sed "$1" "$TMP/policy.yaml" >"$TMP/wrong.yaml"
	scan --policy "$TMP/wrong.yaml" "$TMP/bounce"
	like "$code: $err" "$3" "$2"
}
wrong 's/rsa.pub/none.pub/' "no such file" '*wrong.yaml:8:*"none.pub" cannot be opened*AG216*'
wrong 's/rsa.pub/rsa.key/' "a private key" '*is a private key*AG216*'
wrong 's/rsa.pub/policy.yaml/' "no key" '*policy.yaml"*AG216*'
wrong 's/selector: ed,/selector: rsa,/' "a selector twice" '*"rsa" of example.org stands in line 8 already*AG386*'
wrong 's/dkim:/return_path: ["*"]\n  &/' "all domains" '*AG2*'
openssl genrsa -out "$TMP/1024.key" 1024 2>/dev/null
"$ACLGEN" key dkim example.org short --from-private "$TMP/1024.key" -o "$TMP/1024.pub"
sed 's/rsa.pub/1024.pub/' "$TMP/policy.yaml" >"$TMP/wrong.yaml"
"$ACLGEN" check --no-exim "$TMP/wrong.yaml" 2>"$TMP/err"
has "$(cat "$TMP/err")" "an RSA key of 1024 bits; sign with 2048 [AG387]" "a short key is warned of"
sed 's/domain: example.org, selector: ed/domain: example.net, selector: ed/' "$TMP/policy.yaml" \
	>"$TMP/wrong.yaml"
"$ACLGEN" check --no-exim "$TMP/wrong.yaml" 2>"$TMP/err"
has "$(cat "$TMP/err")" "AG388" "a domain that is not ours is warned of"

# Key files in the forms in which they lie about.
p=$(openssl rsa -in "$TMP/rsa.key" -pubout -outform DER 2>/dev/null | base64 -w 0)
e=$(openssl pkey -in "$TMP/ed.key" -pubout -outform DER | tail -c 32 | base64)
# form TEXT CONTENT...: is the key of $TMP/good
form() {
	printf '%s\n' "$2" >"$TMP/form.pub"
	sed 's/rsa.pub/form.pub/' "$TMP/policy.yaml" >"$TMP/form.yaml"
	scan --policy "$TMP/form.yaml" "$TMP/bounce"
	like "$code: $out$err" "0: *: ours (dkim*" "$1"
}
bounced <"$TMP/good" >"$TMP/bounce"
form "what stands behind p=" "$p"
form "a TXT record" "v=DKIM1; k=rsa; p=$p"
form "a line of a zone file" "rsa._domainkey IN TXT ( \"v=DKIM1; h=sha256; k=rsa; \" \"p=${p%????????}\"
	  \"${p#"${p%????????}"}\" ) ; ----- DKIM key rsa for example.org"
for bad in "v=DKIM1; p=|has an empty p=: the key was revoked" "v=DKIM2; p=$p|another version" \
	"v=DKIM1; h=sha1; p=$p|no SHA-256" "v=DKIM1; k=ed25519; p=$p|not 32 octets" "v=DKIM1; s=tlsrpt; p=$p|not for mail" \
	"k=dsa; p=$p|neither rsa nor ed25519" "v=DKIM1; k=rsa; p=$e|no public key"; do
	printf '%s\n' "${bad%|*}" >"$TMP/form.pub"
	scan --policy "$TMP/form.yaml" "$TMP/bounce"
	has "$code: $err" "${bad##*|}" "refused: ${bad##*|}"
done

# The command.
# key TEXT WANT ARGUMENT...
key() {
	text=$1 want=$2
	shift 2
	out=$("$ACLGEN" key "$@" 2>&1)
	like "$?: $out" "$want" "$text"
}
key "no kind" "2: *key takes *"
key "an unknown kind" "2: *key takes *" new-kind x
key "one word" "2: *key dkim takes a domain and a selector*" dkim example.org
key "no source" "2: *--from-dns or --from-private FILE*" dkim example.org a
key "two sources" "2: *--from-dns or --from-private FILE*" dkim example.org a --from-dns --from-private x
key "no domain" "2: aclgen: exam_ple has an underscore*" dkim exam_ple a --from-dns
key "no selector" "2: aclgen: a b is no selector*" dkim example.org "a b" --from-dns
key "no file" "2: *cannot be opened*" dkim example.org a --from-private "$TMP/none"
key "a public key" "2: *has no private key*" dkim example.org a --from-private "$TMP/rsa.pub"
key "no folder" "2: *No such file*" dkim example.org a --from-private "$TMP/rsa.key" -o "$TMP/none/x"
openssl genrsa -out "$TMP/768.key" 768 2>/dev/null
key "a key that is too short" "2: *768 bits*" dkim example.org a --from-private "$TMP/768.key" -o "$TMP/768.pub"
[ ! -e "$TMP/768.pub" ]
ok $? "and nothing is written"
key "printed" "0: a._domainkey.example.org, ed25519, 256 bits*BEGIN PUBLIC KEY*" dkim example.org a --from-private "$TMP/ed.key"
key "an option of others" "2: *--diff is not for key*" dkim example.org a --from-private "$TMP/ed.key" --diff
done_testing
