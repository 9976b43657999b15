#!/bin/sh
# rename.sh NAME PREFIX UNITS - what is installed below PREFIX calls aclgen NAME, pages and units as well.
set -eu
name=$1
share=$2/share
title=$(printf %s "$name" | tr '[:lower:]' '[:upper:]')

mv "$2/bin/aclgen" "$2/bin/$name"
sed "s/^\.Dt ACLGEN/.Dt $title/" "$share/man/man1/aclgen.1" >"$share/man/man1/$name.1"
rm "$share/man/man1/aclgen.1"
# The program's name as a word of its own, and not as a folder of the source. What aclgen has generated
# stays as it is: its first line has the sum of the rest.
{
	printf '%s\n' "$share/man/man1/$name.1" "$share/man/man1/joescan.1" "$share"/man/man5/joejob*.5 "$3"/joejob-*
	find "$share/doc/joejob" -name '*.md' ! -name CHANGELOG.md -o -name '*.yaml' -o -name '*.cron'
} | while read -r f; do
	sed -i 's,\([^[:alnum:]_/-]\|^\|/bin/\)aclgen\($\|[^[:alnum:]_/-]\),\1'"$name"'\2,g' "$f"
done
