#!/bin/sh
# The detector scored on real bounces, where they are beside the project.
cd "$(dirname "$0")/../.." || exit 1
exec "${JJ_BUILD:-build}/tests/corpus" "${CORPUS:-../shared/corpus}"
