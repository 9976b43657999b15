#!/bin/sh
# deps.sh - installs what the bench compares with and nothing else needs. Silent when it is there.
# Debian's package starts no daemon unless told to.
set -eu
[ "$(dpkg-query -W -f '${db:Status-Status}' spamassassin 2>/dev/null)" != installed ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
	echo "bench-deps: run as root, to install spamassassin" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends spamassassin
