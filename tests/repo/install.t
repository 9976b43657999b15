#!/bin/sh
# make install: all that README and the pages say is installed, below DESTDIR, and nothing of Exim's.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
MAKEFLAGS='' make -s install DESTDIR="$tmp/dest" >"$tmp/out" 2>&1
ok $? "make install" || sed 's/^/# /' "$tmp/out"
{
	printf '%s\n' bin/aclgen bin/joescan lib/exim4/local_scan.so
	printf '%s\n' share/joejob/policy.schema.json share/joejob/cases.schema.json
	printf 'share/bash-completion/completions/%s\n' aclgen joescan
	for f in examples/*.service examples/*.timer; do echo "lib/systemd/system/${f##*/}"; done
	for f in README.md NOTES CHANGELOG.md SECURITY.md $(find examples -type f ! -name '*.service' ! -name '*.timer'); do echo "share/doc/joejob/$f"; done
	for f in templates/*.acl; do echo "share/doc/joejob/examples/$f"; done
	for f in aclgen/*.[1-8] local_scan/*.[1-8]; do echo "share/man/man${f##*.}/${f##*/}"; done
} | sort >"$tmp/want"
(cd "$tmp/dest/usr" && find . -type f | sed 's,^\./,,') | sort >"$tmp/got"
cmp -s "$tmp/want" "$tmp/got"
ok $? "every file, and no other" || diff "$tmp/want" "$tmp/got" | sed 's/^/# /'
[ "$(ls -A "$tmp/dest")" = usr ]
ok $? "nothing beside /usr"
"$tmp/dest/usr/bin/aclgen" check --no-exim --templates "$tmp/dest/usr/share/doc/joejob/examples/templates" \
	"$tmp/dest/usr/share/doc/joejob/examples/university/policy.yaml" >"$tmp/out" 2>&1
ok $? "aclgen takes the installed policy and templates" || sed 's/^/# /' "$tmp/out"
if command -v systemd-analyze >/dev/null; then
	sed "s,/usr/bin/aclgen,$tmp/dest/usr/bin/aclgen," examples/joejob-state.service >"$tmp/joejob-state.service"
	cp examples/joejob-state.timer "$tmp"
	! systemd-analyze verify --man=no "$tmp/joejob-state.service" "$tmp/joejob-state.timer" 2>&1 |
		grep . >"$tmp/out"
	ok $? "systemd takes the units" || sed 's/^/# /' "$tmp/out"
fi
done_testing
