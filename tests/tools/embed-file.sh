#!/bin/sh
# embed-file.sh NAME FILE: a C source with the bytes of FILE as NAME[] and their number as NAME_n.
set -eu
echo "#include <stddef.h>"
echo "extern const unsigned char $1[];"
echo "extern const size_t $1_n;"
echo "const unsigned char $1[] = {"
od -An -v -tx1 "$2" | sed 's/[0-9a-f][0-9a-f]/0x&,/g'
echo "};"
echo "const size_t $1_n = sizeof $1;"
