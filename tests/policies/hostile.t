#!/bin/sh
# Hostile strings in every key and through every writer, and what the real Exim makes of them.
cd "$(dirname "$0")/../.." || exit 1
exec "${JJ_BUILD:-build}/tests/policies" hostile "${JJ_SEED:-1}" "${JJ_HOSTILE:-50}"
