#!/bin/sh
# Shell scripts are clean for shellcheck, where it is installed.
cd "$(dirname "$0")/../.." || exit 1
if ! command -v shellcheck >/dev/null; then
	echo "1..0 # SKIP shellcheck is not installed"
	exit 0
fi
n=0
for f in $(find tests packaging .ci -name '*.sh' -o -name '*.t' -o -path .ci/run | sort); do
	read -r first <"$f"
	case $first in *perl*) continue ;; esac
	n=$((n + 1))
	if out=$(shellcheck -x -S warning -f gcc "$f"); then
		echo "ok $n - $f"
	else
		echo "not ok $n - $f"
		echo "$out" | sed 's/^/# /'
	fi
done
echo "1..$n"
