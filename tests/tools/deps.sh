#!/bin/sh
# deps [build | deb] - installs Debian packages: what building takes, what `make deb` takes, or, with
# no argument, all that building and testing take. Silent when they are there.
#
# It never replaces the MTA of a machine: where an exim4-daemon other than the heavy one is
# installed, it says so and leaves the choice to the admin.
set -eu

build="gcc make libc6-dev libpcre2-dev libyaml-dev libcdb-dev nettle-dev libgmp-dev
libgnutls28-dev libldns-dev libspf2-dev libjansson-dev libpq-dev libsqlite3-dev
libhiredis-dev uthash-dev zlib1g-dev exim4-dev"
deb="build-essential debhelper"
tests="libcriterion-dev exim4-daemon-heavy dnsmasq-base iproute2 procps bsdextrautils diffutils perl
mandoc shellcheck spamassassin spamd postgresql redis-server sqlite3 openssl python3-dkim
libmail-dkim-perl python3-jsonschema python3-yaml valgrind"

case ${1:-} in
build) packages=$build ;;
deb) packages="$build $deb" ;;
*) packages="$build $tests" ;;
esac

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=
for p in $packages; do
	installed "$p" || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "deps: this is not Debian; these packages' counterparts are needed:$missing" >&2
	exit 1
fi
case $missing in
*exim4-daemon-heavy*)
	if installed exim4-daemon-light || installed exim4-daemon-custom; then
		echo "deps: another exim4-daemon is installed here. The tests need exim4-daemon-heavy, which" \
			"would replace it: install it yourself if that is what you want, then run this again." >&2
		exit 1
	fi
	;;
esac
if [ "$(id -u)" -ne 0 ]; then
	echo "deps: run as root, to install:$missing" >&2
	exit 1
fi
echo "deps: installing$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# The tests make their own PostgreSQL; the machine gets no cluster from us.
no_cluster=/etc/postgresql-common/createcluster.d/joejob-deps.conf
trap 'rm -f "$log" "$no_cluster"; rmdir "${no_cluster%/*}" 2>/dev/null || :' EXIT
case $missing in
*postgresql*)
	mkdir -p "${no_cluster%/*}"
	echo "create_main_cluster = false" >"$no_cluster"
	;;
esac
install_missing() {
	# shellcheck disable=SC2086 # a list of names
	apt-get -q update && apt-get -q install -y --no-install-recommends $missing
}
# It takes minutes: who sits before it sees it move.
if [ -t 1 ]; then
	install_missing
else
	install_missing >"$log" 2>&1 || { tail -n 20 "$log" >&2; false; }
fi || { echo "deps: apt-get failed, see above" >&2; exit 1; }
# The tests start servers of their own; the machine gets no new service from us.
for service in spamd redis-server postgresql; do
	case "$missing " in
	*" $service "*)
		if [ -d /run/systemd/system ]; then
			systemctl --quiet disable --now "$service.service" 2>/dev/null || :
		fi
		;;
	esac
done
