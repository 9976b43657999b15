#!/bin/sh
# bench.sh TIME [GROUP]... - runs groups of rows (rows.txt) and prints the table.
#
# TIME stretches the measuring time of each group: with 1 the whole takes some fifteen minutes on a quiet
# machine; 0.05 shows that everything runs. Samples stay in
# build/bench/samples (JJ_BENCH_DIR another folder). Nothing is asserted: the exit status tells only whether the programs ran.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
build=${JJ_BUILD:-$PWD/build}
corpus=${CORPUS:-../shared/corpus}
scratch=${JJ_BENCH_DIR:-$build/bench}
samples=$scratch/samples
all="detector big startup token dkim vbounce exim size clients day stage lists state aclgen report"

time=$1
shift
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all

seconds() {
	awk -v t="$1" -v k="$time" 'BEGIN { print t * k }'
}

# skip GROUP REASON: its rows say why they are empty.
skip() {
	printf 'skip\t%s\t%s\n' "$1" "$2"
}

detector() {
	set -- "$@" -j "$build/joescan" -s "$scratch"
	[ ! -d "$corpus" ] || set -- "$@" "$corpus"
	"$build/tests/bench_detector" "$@"
}

group() {
	case $1 in
	detector) detector -t "$(seconds 20)" ;;
	big) detector -b "$(seconds 30)" ;;
	startup) "$build/tests/bench_startup" -t "$(seconds 5)" "$build/local_scan.so" ;;
	token) "$build/tests/bench_token" -t "$(seconds 3)" "$scratch/keys" ;;
	dkim) "$build/tests/bench_dkim" -t "$(seconds 3)" ;;
	vbounce) vbounce ;;
	exim) sh "$here/exim.sh" exim "$(seconds 10)" ;;
	size | clients) sh "$here/exim.sh" "$1" "$(seconds 5)" ;;
	day | stage) sh "$here/mix.sh" "$1" "$time" ;;
	lists) sh "$here/lists.sh" "$(seconds 12)" "$scratch/lists" ;;
	state) sh "$here/state.sh" "$(seconds 3)" ;;
	aclgen) sh "$here/aclgen.sh" "$time" "$scratch/aclgen" ;;
	report) sh "$here/report.sh" "$time" "$scratch/report" ;;
	*)
		echo "bench: no group '$1'; there are: $all" >&2
		exit 2
		;;
	esac
}

# Turn about, so that a slow minute of the machine hits both.
vbounce() {
	if ! perl -MMail::SpamAssassin -e 1 2>/dev/null || [ ! -e /usr/share/spamassassin/20_vbounce.cf ]; then
		skip vbounce "spamassassin is not installed (make bench-deps)"
		return
	fi
	if [ -d "$corpus" ]; then set -- "$corpus"; else set -- "$scratch/made"; fi
	[ -d "$1" ] || detector -t 0 >/dev/null
	for round in 1 2 3 4 5; do
		perl "$here/vbounce.pl" "$round" "$(seconds 2.5)" "$1"
		detector -t 0 | awk -v r="$round" '$1 == "bounce.median" && $2 == 3 { print $1 "\t" r "\t" $3 }'
	done
}

mkdir -p "$scratch"
: >"$samples"
failed=
for g; do
	group "$g" >"$scratch/group" || {
		failed="$failed $g"
		skip "$g" "its program failed" >>"$scratch/group"
	}
	# Each group has its own rounds: the bounces are judged again beside VBounce.
	awk -f "$here/table.awk" -v groups=" $g " "$here/rows.txt" "$scratch/group" >"$scratch/table.$g"
	sed "s/^/$g\t/" "$scratch/group" >>"$samples"
done
[ ! -t 2 ] || printf '\r\033[K' >&2
echo "joejob bench, $(date -u +%Y-%m-%d), $(nproc) CPUs, load $(cut -d' ' -f1-3 /proc/loadavg)," \
	"$(if [ -d "$corpus" ]; then echo "$corpus"; else echo "messages made here"; fi)"
for g; do
	sed "$(if [ "$g" = "$1" ]; then echo ''; else echo 1d; fi)" "$scratch/table.$g"
done
[ -z "$failed" ] || { echo "bench: failed:$failed" >&2; exit 1; }
