#!/bin/sh
# Random policies on the real Exim; `make check-policies` tries many more of them.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim
n=${JJ_POLICIES:-40}
least=$((n / 50 > 0 ? n / 50 : 1))
"${JJ_BUILD:-build}/tests/policies" check "${JJ_SEED:-1}" "$n" "$least" "$(realpath "$MODULE")"
