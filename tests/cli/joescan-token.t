#!/bin/sh
# joescan and signed tokens: the key file of the policy, or --keys.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

mail=tests/golden/detect/token.eml
mkdir "$TMP/keys"
cp tests/golden/detect/token.keys "$TMP/keys/token"
chmod 600 "$TMP/keys/token"
policy=$TMP/policy.yaml
cat >"$policy" <<'END'
joejob: 1
us:
  hostname: mx.example.org
  domains: {local: [example.org]}
  outbound: [{for: "*", hosts: [mx.example.org], networks: [192.0.2.0/24], complete: yes}]
bounces: {token: {keys: keys/token}}
END

scan --policy "$policy" $mail
is "$code: $(verdicts): $err" "0: ours: " "the key file of the policy, beside it"
like "$out" "*(token, key a7 id 1s3xa0-0000zz-3f*" "... and which key it was"
scan --policy "$policy" --recipient bob@example.org $mail
is "$code: $(verdicts)" "1: forged" "for another recipient"
scan --policy "$policy" --explain --recipient bob@example.org $mail
like "$out" "*a token that proves nothing: tampered or for another address*" "... and why, with --explain"
mv "$TMP/keys/token" "$TMP/token"
scan --policy "$policy" $mail
is "$code: $(verdicts)" "1: forged" "without its key file, tokens are not checked"
like "$err" "*joescan: the key file $TMP/keys/token cannot be opened: *; no token is checked*" "... which is said"
scan --policy "$policy" --keys "$TMP/token" $mail
is "$code: $(verdicts): $err" "0: ours: " "--keys beside a policy"
scan --our-host mx.example.org --keys "$TMP/token" --recipient alice@example.org $mail
is "$code: $(verdicts): $err" "0: ours: " "--keys without one"
scan --our-host mx.example.org --recipient alice@example.org $mail
is "$code: $(verdicts)" "1: forged" "no keys at all"
chmod 644 "$TMP/token"
scan --our-host mx.example.org --keys "$TMP/token" $mail
is "$code: $out" "2: " "a key file that others can read"
like "$err" "*--keys: $TMP/token can be read or written by others*" "... is refused"
case $out$err in
*000102*) ok 1 "no byte of a key is shown" ;;
*) ok 0 "no byte of a key is shown" ;;
esac
done_testing
