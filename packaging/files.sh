#!/bin/sh
# files.sh - the files of the project: what git knows, or all of an unpacked tarball.
if [ -e .git ]; then
	git ls-files
else
	find . -name build -prune -o -type f -print | sed 's,^\./,,'
fi
