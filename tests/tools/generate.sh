#!/bin/sh
# generate.sh ACLGEN POLICY DIR - what `aclgen build --no-exim` writes for a policy of the examples
# goes into DIR, as text: databases of lists are left out. The generated files name the folder that
# they are in, so it is the real /etc/exim4 that is written to, in a mount namespace where an empty
# one hides the machine's own. The policy's layout says which folder below it.
set -eu
[ -n "${JJ_HIDDEN:-}" ] || JJ_HIDDEN=1 exec unshare -m "$0" "$@"
mount -t tmpfs none /etc/exim4
out=/etc/exim4/joejob
if grep -q '^output: {layout: debian' "$2"; then
	out=/etc/exim4
	mkdir -p /etc/exim4/conf.d/main /etc/exim4/conf.d/acl /etc/exim4/conf.d/router \
		/etc/exim4/conf.d/transport
fi
"$1" build --no-exim "$2" -o "$out"
find "$out" -name '*.cdb' -delete
find "$out" -depth -type d -empty -delete
chmod -R u=rwX,go=rX "$out"
cp -R "$out/." "$3"
