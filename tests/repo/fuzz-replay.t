#!/bin/bash
# The fuzz targets over their seeds and over every case that was found once, under sanitizers.
cd "$(dirname "$0")/../.." || exit 1
shopt -s nullglob
. tests/tools/tap.sh
said() {
	tail -n 20 <<<"$out"
}
for c in tests/fuzz/fuzz_*.c; do
	t=${c##*/fuzz_}
	t=${t%.c}
	case $t in
	settings | received | token | dkim) files=(tests/fuzz/seeds/"$t"/*) ;;
	*) files=(tests/fuzz/seeds/message/* tests/golden/detect/*.eml) ;;
	esac
	files+=(tests/fuzz/cases/"$t"-*)
	out=$(timeout 120 "build/san/tests/replay_$t" "${files[@]}" 2>&1) && [ ${#files[@]} -ge 4 ]
	ok $? "fuzz target $t over ${#files[@]} files"
done
done_testing
