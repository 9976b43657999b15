#!/bin/sh
# module-check - does the installed Exim load the module? Silent where it does.
#
#	module-check [EXIM [MODULE]]
#
# Only Exim can say: the module's imports are Exim's own functions. A configuration of its own, so
# that a broken one of the site's does not matter, and nothing is written outside a folder that
# goes away. Exit code 1: it does not; loudly, since with local_scan_path Exim then answers 451 to
# all mail.
set -u
exim=${1:-/usr/sbin/exim4}
module=${2:-/usr/lib/exim4/local_scan.so}

[ -x "$exim" ] || exit 0
dir=$(mktemp -d) || exit 0
trap 'rm -rf "$dir"' EXIT
cat >"$dir/conf" <<END
primary_hostname = module-check.joejob.test
keep_environment =
spool_directory = $dir
log_file_path = $dir/%slog
END
chmod 755 "$dir"

bad() {
	cat >&2 <<END
**********************************************************************
joejob: WARNING: $exim does not take $module:
  $1
Where the configuration has local_scan_path (door: local_scan), Exim
answers 451 to ALL MAIL. Until joejob is made for this Exim, take that
line out, or build the policy with door: acl; then reload Exim.
**********************************************************************
END
	logger -t joejob -p mail.crit "$exim does not take $module: $1" 2>/dev/null || :
	exit 1
}

[ -e "$module" ] || bad "the file is missing"
# Exim resolves all that the module imports, calls this function, and reports its answer as a failure
# of that number.
ask="\${dlfunc{$module}{local_scan_version_major}}"
said=$(timeout 20 "$exim" -C "$dir/conf" -be "$ask" 2>&1 </dev/null) ||
	bad "Exim ends or hangs in it: $(printf %s "$said" | tail -n 1)"
case $said in
*'dlopen "'* | *'dlsym "'*) bad "$(printf %s "$said" | grep -E 'dl(open|sym) "' | head -n 1)" ;;
esac
# Which interface Exim has, its package says. A package of somebody's own may not.
has=$(printf %s "$said" | sed -n 's/.* failed (\([0-9]*\)).*/\1/p' | head -n 1)
wants=$(dpkg-query -S "$exim" 2>/dev/null | cut -d: -f1 | head -n 1)
wants=$(dpkg-query -W -f '${Provides}' "${wants:-none}" 2>/dev/null |
	sed -n 's/.*exim4-localscanapi-\([0-9]*\)\..*/\1/p')
[ -z "$has" ] || [ -z "$wants" ] || [ "$has" = "$wants" ] ||
	bad "it is made for version $has of the local_scan interface, and this Exim has $wants"
