#!/bin/sh
# The folder tree is the architecture: who may include whom, and who may see Exim.
cd "$(dirname "$0")/../.." || exit 1
n=0
none() {
	n=$((n + 1))
	text=$1
	shift
	found=$(grep -nE "$@" 2>/dev/null)
	if [ -z "$found" ]; then
		echo "ok $n - $text"
	else
		echo "not ok $n - $text"
		echo "$found" | sed 's/^/# /'
	fi
}
core=$(ls local_scan/*.[ch] | grep -v -e exim_adapter -e joescan)
none "only the adapter includes Exim's header" '#include.*(exim4/|"local_scan\.h")' $core aclgen/*.[ch] local_scan/joescan*
none "the detector's core knows nothing of aclgen" '#include "(policy|arena|buf|diag|render|template|schema|yamltree|check|install|quote)' $core local_scan/exim_adapter.c
none "the detector's core does no I/O of its own" '\b(printf|puts|fopen|open|read|write|exit|abort|signal|alarm|syslog)\(' $core
none "aclgen takes only settings.h, span.h and detect.h from the detector" '#include "(lines|decode|header|mime|block|original|received|verdict|reply|bounds)\.h"' aclgen/*.[ch]
none "nothing grows with the message: the core allocates in jj_new only" '\b(malloc|realloc|strdup)\(' $core
echo "1..$n"
