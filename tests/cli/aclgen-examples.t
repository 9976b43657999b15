#!/bin/sh
# The shipped examples. Each is a folder: policy.yaml, cases.yaml, generated/ and README.md.
# UPDATE=1 writes what is generated anew: read the difference. EXAMPLE=NAME is one of them alone.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim
[ -x /usr/sbin/update-exim4.conf ] || cannot "there is no exim4-config"
if [ "${JJ_OWN_ETC:-}" != yes ]; then
	rm -rf "$TMP"
	JJ_OWN_ETC=yes exec unshare -m sh "$0"
fi
mount --make-rprivate /

# etc FOLDER: /etc/exim4 is, for this test alone, Debian's with the site's settings in it
etc() {
	rm -rf "${TMP:?}/etc"
	mkdir "$TMP/etc" && cp -a /etc/exim4/. "$TMP/etc" && rm -rf "$TMP/etc/joejob" &&
		cp -R "$1/etc/exim4/." "$TMP/etc" && mount --bind "$TMP/etc" /etc/exim4
}

for folder in examples/${EXAMPLE:-*}/; do
	folder=${folder%/}
	name=${folder#examples/}
	if [ -d "$folder/etc" ]; then
		err=$(etc "$folder" 2>&1)
		ok $? "$name: what the site has of its own is in /etc/exim4"
	fi
	ag check --module "$MODULE" "$folder/policy.yaml"
	is "$code: $err" "0: " "$name: the real Exim takes the policy, and there is nothing to warn of"

	[ ! -d "$folder/etc" ] || umount /etc/exim4

	ag test --module "$MODULE" "$folder/policy.yaml" "$folder/cases.yaml"
	is "$code: $err" "0: " "$name: the conversations go as they should"
	played=$(echo "$out" | sed -n 's/.*: \([0-9]*\) cases, all as expected$/\1/p')
	[ "${played:-0}" -ge 8 ]
	ok $? "$name: and are at least 8"

	rm -rf "$TMP/new"
	mkdir "$TMP/new"
	err=$(tests/tools/generate.sh "$ACLGEN" "$folder/policy.yaml" "$TMP/new" 2>&1)
	ok $? "$name: is built"
	if [ -n "${UPDATE:-}" ]; then
		rm -rf "$folder/generated"
		cp -R "$TMP/new" "$folder/generated"
	fi
	out=$(diff -ru "$folder/generated" "$TMP/new" 2>&1)
	ok $? "$name: and is what stands in generated/"

	[ -s "$folder/README.md" ] && [ "$(wc -l <"$folder/README.md")" -le 90 ]
	ok $? "$name: has a page of why, and not more than that"
	grep -q "^| \[$name\](examples/$name/README.md) " README.md
	ok $? "$name: README.md names it"
done
[ "$count" -ge 7 ]
ok $? "there are some"
done_testing
