#!/bin/sh
# rename.sh NAME PREFIX UNITS - what is installed below PREFIX calls aclgen NAME, pages and units as well.
set -eu
name=$1
share=$2/share
title=$(printf %s "$name" | tr '[:lower:]' '[:upper:]')

mv "$2/bin/aclgen" "$2/bin/$name"
sed "s/^\.Dt ACLGEN/.Dt $title/" "$share/man/man1/aclgen.1" >"$share/man/man1/$name.1"
rm "$share/man/man1/aclgen.1"
# The program's name as a word of its own, and not as a folder of the source.
for f in "$share"/man/man?/* "$share"/doc/joejob/README.md "$share"/doc/joejob/examples/*.cron \
	"$3"/joejob-*; do
	[ -f "$f" ] || continue
	sed -i 's,\([^[:alnum:]_/-]\|^\|/bin/\)aclgen\($\|[^[:alnum:]_/-]\),\1'"$name"'\2,g' "$f"
done
