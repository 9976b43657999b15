#!/bin/sh
# dist.sh VERSION - a tarball of what is committed, the same bytes from the same commit.
set -eu
tarball=build/joejob-$1.tar.gz

[ -e .git ] || { echo "dist: needs git and a clone" >&2; exit 1; }
[ -z "$(git status --porcelain)" ] || echo "dist: what is not committed is left out" >&2
mkdir -p build
git archive --format=tar --prefix="joejob-$1/" HEAD | gzip -9n >"$tarball.tmp"
mv "$tarball.tmp" "$tarball"
echo "$tarball"
