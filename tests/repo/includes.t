#!/bin/sh
# shellcheck disable=SC2046,SC2086 # lists of file names without blanks
# The folder tree is the architecture: who may include whom, and who may see Exim.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
said() {
	echo "$found"
}
none() {
	text=$1
	shift
	found=$(grep -nE "$@" 2>/dev/null)
	[ -z "$found" ]
	ok $? "$text"
}
core=$(find local_scan -name '*.[ch]' ! -name 'exim_adapter*' ! -name 'joescan*' | sort)
# The head of detect.h has an example; the key file and copies are beside the core, for the adapter and programs.
code=$(for f in $core; do
	case $f in local_scan/detect.h | local_scan/keyfile.c | local_scan/keep.c) ;; *) echo "$f" ;; esac
done)
none "only the adapter includes Exim's header" '#include.*(exim4/|"local_scan\.h")' $core aclgen/*.[ch] local_scan/joescan*
none "the detector's core knows nothing of aclgen" '#include "(policy|arena|buf|diag|render|template|schema|yamltree|check|install|quote)' $core local_scan/exim_adapter.c
none "the detector's core does no I/O of its own" '\b(printf|puts|fopen|open|read|write|exit|abort|signal|alarm|syslog)\(' $code
none "the detector's core does not reach for the key file or for copies" '#include "(keyfile|keep)\.h"' $(echo "$core" | grep -Ev 'keyfile|/keep')
none "aclgen takes only settings.h, span.h, detect.h, token.h, keyfile.h and keep.h from the detector" '#include "(lines|decode|header|mime|block|original|received|verdict|reply|bounds)\.h"' aclgen/*.[ch]
none "nothing grows with the message: the core allocates in jj_new only" '\b(malloc|realloc|strdup)\(' $core
done_testing
