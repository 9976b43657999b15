# shellcheck shell=sh disable=SC2034
# Sourced by joescan*.t: TAP, a folder that goes away, and joescan's answers in variables.
# Run from the project's root; JOESCAN names the program to be tested.

JOESCAN=${JOESCAN:-${JJ_BUILD:-build}/joescan}
DATA=tests/data
TMP=$(mktemp -d) || exit 2
trap 'rm -rf "$TMP"' EXIT
trap 'exit 2' HUP INT TERM

. tests/tools/tap.sh

# scan ARGUMENT...: sets out, err and code
scan() {
	"$JOESCAN" "$@" >"$TMP/out" 2>"$TMP/err"
	code=$?
	out=$(cat "$TMP/out")
	err=$(cat "$TMP/err")
}

# bad PATTERN TEXT ARGUMENT...: joescan judges nothing, and says why
bad() {
	want=$1
	text=$2
	shift 2
	scan "$@"
	is "$code: $out" "2: " "$text: exit 2, no output"
	like "$err" "$want" "$text: says why"
}

# verdicts: of $out, without file names and evidence
verdicts() {
	printf '%s\n' "$out" | sed 's/.*: \([a-z-]*\) (.*/\1/' | tr '\n' ' ' | sed 's/ $//'
}
