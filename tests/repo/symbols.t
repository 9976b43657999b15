#!/bin/sh
# What the module shows to Exim and takes from it.
cd "$(dirname "$0")/../.." || exit 1
exec sh tests/tools/check-symbols.sh "${JJ_BUILD:-build}/local_scan.so" local_scan/host_symbols
