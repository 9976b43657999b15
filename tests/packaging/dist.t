#!/bin/sh
# The tarball: the same bytes twice, and it builds, installs and uninstalls without git.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
[ -e .git ] || cannot "no clone"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
export MAKEFLAGS=''
tarball=$(make -s dist 2>/dev/null)
ok $? "make dist"
cp "$tarball" "$tmp/first.tar.gz" && make -s dist >/dev/null 2>&1
cmp -s "$tarball" "$tmp/first.tar.gz"
ok $? "the same bytes twice"
tar -xzf "$tmp/first.tar.gz" -C "$tmp"
cd "$tmp"/joejob-*/ || exit 1
mkdir -p "$tmp/dest/usr/local/share/man/man1" && echo "aclgen" >"$tmp/dest/usr/local/share/man/man1/other.1"
make -s -j2 install DESTDIR="$tmp/dest" PREFIX=/usr/local ACLGEN=exim-aclgen >"$tmp/out" 2>&1
ok $? "it builds and installs" || sed 's/^/# /' "$tmp/out"
"$tmp/dest/usr/local/bin/exim-aclgen" --version >"$tmp/out" 2>&1 && [ ! -e "$tmp/dest/usr/local/bin/aclgen" ]
ok $? "... below PREFIX, the generator under its other name"
grep -q '^ExecStart=/usr/local/bin/exim-aclgen ' "$tmp"/dest/usr/local/lib/systemd/system/joejob-state.service
ok $? "... and by that name in the unit"
[ "$(cat "$tmp/dest/usr/local/share/man/man1/other.1")" = aclgen ]
ok $? "... pages of others stay as they are"
! grep -rnE --include='*.md' --include='*.yaml' --include='*.cron' '(^|[^[:alnum:]_/-])aclgen($|[^[:alnum:]_/-])' \
	"$tmp/dest/usr/local/share/doc/joejob/examples" >"$tmp/out"
ok $? "... and that is what the examples call it" || sed 's/^/# /' "$tmp/out"
make -s uninstall DESTDIR="$tmp/dest" PREFIX=/usr/local ACLGEN=exim-aclgen >"$tmp/out" 2>&1
ok $? "it uninstalls" || sed 's/^/# /' "$tmp/out"
[ "$(cd "$tmp/dest" && find . -type f)" = ./usr/local/share/man/man1/other.1 ]
ok $? "... what is ours, and nothing else"
done_testing
