#!/bin/sh
# Shell scripts are clean for shellcheck, where it is installed.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
command -v shellcheck >/dev/null || cannot "shellcheck is not installed"
said() {
	echo "$out"
}
for f in $(find tests packaging .ci -name '*.sh' -o -name '*.t' -o -path .ci/run | sort); do
	read -r first <"$f"
	case $first in *perl*) continue ;; esac
	out=$(shellcheck -x -S warning -f gcc "$f")
	ok $? "$f"
done
done_testing
