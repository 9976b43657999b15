#!/bin/sh
# Every example in the pages is tried: commands are run on a machine of their own (this one's Exim, with
# other files under /etc/exim4, and no network), policies and cases are loaded, stanzas are read by the
# real Exim, log lines by aclgen report.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim
command -v unshare >/dev/null && python3 -c 'import yaml' 2>/dev/null || cannot "python3-yaml is missing"

site="$TMP/site"
mkdir -p "$site/etc" "$site/log" "$site/bin" "$site/home/Maildir/.bounces/cur" "$site/here/Maildir/cur" \
	"$site/here/Maildir/new" "$site/home/Maildir/.bounces/new"
cp -r /etc/exim4/. "$site/etc"
cp -r /var/lib/exim4 "$site/made"
sed -i "s/^dc_other_hostnames=.*/dc_other_hostnames='example.org'/" "$site/etc/update-exim4.conf.conf"
echo example.org >"$site/mailname"
cp "$POLICY" "$site/here/policy.yaml"
cp examples/university/cases.yaml "$site/here/cases.yaml"
cp tests/data/bounces/postfix.eml "$site/here/bounce.eml"
cp tests/data/bounces/postfix.eml "$site/here/one-bounce.eml"
cp tests/data/bounces/postfix.eml "$site/home/Maildir/.bounces/cur/1"
cp tests/data/bounces/postfix.eml "$site/here/Maildir/cur/1"
{ echo "From MAILER-DAEMON Thu Nov 26 10:00:00 2026" && cat tests/data/bounces/postfix.eml; } |
	gzip >"$site/here/bounces.gz"
echo '2026-11-27 19:00:00 1xWZFr-000001-2a <= a@example.net H=mx.example.net [192.0.2.1] P=esmtp S=2000' >"$site/log/mainlog"
mkdir -m 700 "$site/etc/keys"
openssl genrsa -out "$site/private.pem" 2048 2>/dev/null
"$ACLGEN" key dkim example.org 2026 --from-private "$site/private.pem" -o "$site/etc/keys/dkim.pub" || exit 1
echo secret >"$site/here/state.password"
chmod 600 "$site/here/state.password"
cp -r /usr/lib/exim4 "$site/lib"
cp "$MODULE" "$site/lib/local_scan.so"
chmod 755 "$site" "$site/etc"
# Root is root here, and the reader changes nothing.
printf '#!/bin/sh\nexec "$@"\n' >"$site/bin/sudo"
ln -s /bin/true "$site/bin/sudoedit"
chmod 755 "$site/bin/sudo"
unshare -mn sh -c '
	ip link set lo up
	mount --make-rprivate / && mount --bind "$1/etc" /etc/exim4
	mount --bind "$1/log" /var/log/exim4
	mount --bind "$1/lib" /usr/lib/exim4
	mount --bind "$1/made" /var/lib/exim4
	mount --bind "$1/mailname" /etc/mailname
	update-exim4.conf
	exec python3 "$3/tests/repo/snippets.py" "$1" "$2" "$3"
' sh "$site" "$(cd "${ACLGEN%/*}" && pwd)" "$(pwd)"
