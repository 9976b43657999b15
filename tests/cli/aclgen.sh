# shellcheck shell=sh disable=SC2034
# Sourced by aclgen*.t: TAP, a folder that goes away, and aclgen's answers in variables.
# Run from the project's root; ACLGEN names the program to be tested.

ACLGEN=${ACLGEN:-${JJ_BUILD:-build}/aclgen}
# A module under sanitizers cannot be loaded into Exim.
MODULE=${JJ_BUILD:-build}
MODULE=${MODULE%/san}/local_scan.so
POLICY=examples/university/policy.yaml
TMP=$(mktemp -d) || exit 2
trap 'rm -rf "$TMP"' EXIT
trap 'exit 2' HUP INT TERM
# Exim's user has to reach what is in it.
chmod 755 "$TMP"

. tests/tools/tap.sh

said() {
	printf '%s\n' "exit code $code" "$out" "$err"
}

# ag ARGUMENT...: sets out, err and code
ag() {
	"$ACLGEN" "$@" >"$TMP/out" 2>"$TMP/err"
	code=$?
	out=$(cat "$TMP/out")
	err=$(cat "$TMP/err")
}

# misuse WORDS ARGUMENT...: aclgen refuses these arguments by one line that has the words in it
misuse() {
	words=$1
	shift
	ag "$@"
	is "$code: $(wc -l <"$TMP/err")" "2: 1" "aclgen $*: exit 2 and one line"
	has "$err" "$words" "which says: $words"
}

# Ends the test with one skipped point, unless the real Exim can be asked.
need_exim() {
	[ "$(id -u)" -eq 0 ] || cannot "only root can ask the real Exim"
	command -v exim4 >/dev/null || [ -x /usr/sbin/exim4 ] || cannot "there is no exim4"
	unshare -mn true 2>/dev/null || cannot "namespaces are not allowed here"
}

# exim_spool: $TMP/spool, which Exim may write to
exim_spool() {
	mkdir "$TMP/spool"
	chown "$(exim4 -bP exim_user | sed 's/.* = //')" "$TMP/spool"
}

# say IP COMMAND...: to an Exim with the configuration $CONF, which sends nothing; the replies into
# $out, its log lines into $err
say() {
	ip=$1
	shift
	printf 'EHLO client.example.net\r\n' >"$TMP/in"
	for line in "$@"; do
		printf '%s\r\n' "$line" >>"$TMP/in"
	done
	exim4 -C "$CONF" -bh "$ip" <"$TMP/in" >"$TMP/out" 2>"$TMP/err"
	code=$?
	out=$(tr -d '\r' <"$TMP/out")
	err=$(grep '^LOG' "$TMP/err")
}
