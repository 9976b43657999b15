# shellcheck shell=sh disable=SC2034
# Sourced by joescan*.t: TAP, a folder that goes away, and joescan's answers in variables.
# Run from the project's root; JOESCAN names the program to be tested.

JOESCAN=${JOESCAN:-${JJ_BUILD:-build}/joescan}
DATA=tests/data
TMP=$(mktemp -d) || exit 2
trap 'rm -rf "$TMP"' EXIT
trap 'exit 2' HUP INT TERM
count=0

# ok STATUS TEXT
ok() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
	fi
}

# is GOT WANT TEXT
is() {
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf 'got:\n%s\nwanted:\n%s\n' "$1" "$2" | sed 's/^/# /'
}

# like GOT PATTERN TEXT, a pattern of the shell
like() {
	# shellcheck disable=SC2254 # it is a pattern
	case $1 in
	$2) ok 0 "$3" ;;
	*)
		ok 1 "$3"
		printf 'got:\n%s\nwanted like:\n%s\n' "$1" "$2" | sed 's/^/# /'
		;;
	esac
}

# has GOT TEXT-TO-BE-FOUND TEXT
has() {
	case $1 in
	*"$2"*) ok 0 "$3" ;;
	*)
		ok 1 "$3"
		printf 'got:\n%s\nwanted in it:\n%s\n' "$1" "$2" | sed 's/^/# /'
		;;
	esac
}

skip() {
	count=$((count + 1))
	echo "ok $count # SKIP $1"
}

# scan ARGUMENT...: sets out, err and code
scan() {
	"$JOESCAN" "$@" >"$TMP/out" 2>"$TMP/err"
	code=$?
	out=$(cat "$TMP/out")
	err=$(cat "$TMP/err")
}

# verdicts: of $out, without file names and evidence
verdicts() {
	printf '%s\n' "$out" | sed 's/.*: \([a-z-]*\) (.*/\1/' | tr '\n' ' ' | sed 's/ $//'
}

done_testing() {
	echo "1..$count"
}
