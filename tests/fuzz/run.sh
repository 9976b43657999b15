#!/bin/sh
# run.sh - what `make fuzz` does.
#	run.sh able CC                     whether this compiler has libFuzzer
#	run.sh all SECONDS JOBS TARGET...  fuzz the targets, JOBS at a time
#	run.sh one TARGET SECONDS          fuzz one of them
# Corpora grow in build/fuzz/corpus/TARGET, logs stand in build/fuzz/TARGET.log. What crashes, leaks,
# takes over 1 s of processor time or over 512 MB goes to build/fuzz/crashes/ and makes the exit
# code 1; a finding becomes a case by copying it to tests/fuzz/cases/TARGET-what-it-is.bin.
cd "$(dirname "$0")/../.." || exit 111
f=build/fuzz

# A small quarantine: the targets free what they allocate within a run.
export ASAN_OPTIONS=quarantine_size_mb=8 UBSAN_OPTIONS=print_stacktrace=1

able() {
	echo 'int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n);
int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n) { return p[0] && !n; }' |
		"$1" -fsanitize=fuzzer,address,undefined -x c -o $f/probe - 2>/dev/null
}

# took TARGET FILE: hundredths of a second of processor time.
took() {
	(timeout 60 "$f/fuzz_$1" "$2" >/dev/null 2>&1; times) |
		awk 'NR == 2 { split($1, t, /[ms]/); print int((t[1] * 60 + t[2]) * 100) }'
}

# libFuzzer measures by the clock on the wall; on a busy machine only processor time says slow, and
# the sanitizers' start is no part of it.
slow() {
	: >"$f/new/empty"
	long=$(took "$1" "$2") start=$(took "$1" "$f/new/empty")
	[ $((${long:-6000} - ${start:-0})) -ge 100 ]
}

stat() {
	awk -v k="stat::$2:" '$1 == k { print $2 }' "$f/$1.log"
}

one() {
	t=$1 found=
	mkdir -p "$f/corpus/$t" "$f/crashes" "$f/new/$t"
	case $t in
	settings | received | token | dkim) kind=$t ;;
	*) kind=message ;;
	esac
	set -- "$2" "$f/corpus/$t" "tests/fuzz/seeds/$kind"
	[ $kind = message ] && [ -d tests/golden/detect ] && set -- "$@" tests/golden/detect
	cases=$(find tests/fuzz/cases -name "$t-*" | paste -s -d, -)
	time=$1
	shift
	"$f/fuzz_$t" "$@" ${cases:+"-seed_inputs=$cases"} -dict="tests/fuzz/$kind.dict" \
		-max_total_time="$time" -max_len=4096 -timeout=25 -report_slow_units=1 \
		-rss_limit_mb=512 -malloc_limit_mb=16 -artifact_prefix="$f/new/$t/" \
		-print_final_stats=1 >"$f/$t.log" 2>&1
	rc=$?
	for x in "$f/new/$t"/*; do
		[ -e "$x" ] || continue
		case $x in
		*/slow-unit-* | */timeout-*)
			slow "$t" "$x" || { rm -f "$x"; continue; } ;;
		esac
		mv "$x" "$f/crashes/$t-${x##*/}"
		echo "fuzz: FOUND by $t: $f/crashes/$t-${x##*/}"
		grep -m 3 -E 'does not hold|ERROR: |SUMMARY: |runtime error:' "$f/$t.log" | sed 's/^/	/'
		found=FINDINGS
	done
	if [ $rc -ne 0 ] && [ -z "$found" ] && ! grep -q 'ERROR: libFuzzer: timeout' "$f/$t.log"; then
		echo "fuzz: $t ended with $rc, see $f/$t.log"
		found=FINDINGS
	fi
	cov=$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$f/$t.log" | tail -n 1)
	echo "fuzz: $t, $time s: $(stat "$t" number_of_executed_units) runs, $cov," \
		"$(stat "$t" peak_rss_mb) MB, ${found:-nothing found}"
	[ -z "$found" ]
}

case $1 in
able)
	able "$2"
	;;
one)
	one "$2" "$3"
	;;
all)
	time=$2 jobs=$3
	shift 3
	printf '%s\n' "$@" | xargs -P "$jobs" -I '{}' sh tests/fuzz/run.sh one '{}' "$time" || {
		echo "fuzz: findings are in $f/crashes/"
		exit 1
	}
	;;
esac
