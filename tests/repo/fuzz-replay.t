#!/bin/bash
# The fuzz targets over their seeds and over every case that was found once, under sanitizers.
cd "$(dirname "$0")/../.." || exit 1
shopt -s nullglob
n=0
for c in tests/fuzz/fuzz_*.c; do
	t=${c##*/fuzz_}
	t=${t%.c}
	case $t in
	settings | received | token | dkim) files=(tests/fuzz/seeds/"$t"/*) ;;
	*) files=(tests/fuzz/seeds/message/* tests/golden/detect/*.eml) ;;
	esac
	files+=(tests/fuzz/cases/"$t"-*)
	n=$((n + 1))
	if out=$(timeout 120 "build/san/tests/replay_$t" "${files[@]}" 2>&1) && [ ${#files[@]} -ge 4 ]; then
		echo "ok $n - fuzz target $t over ${#files[@]} files"
	else
		echo "not ok $n - fuzz target $t over ${#files[@]} files"
		tail -n 20 <<<"$out" | sed 's/^/# /'
	fi
done
echo "1..$n"
