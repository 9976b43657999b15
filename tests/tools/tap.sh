# shellcheck shell=sh
# TAP for shell tests; sourced. (Those against the lab's Exim have tests/lab/tap.sh.)

count=0

# A test that sources this may say in its own said() what there is to see when a point fails.
said() {
	:
}

# ok STATUS TEXT: one point; its status is STATUS.
ok() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
		return 0
	fi
	echo "not ok $count - $2"
	said | head -n 40 | sed 's/^/# /'
	return 1
}

# tap_compare GOT HOW WANT
tap_compare() {
	printf 'got:\n%s\n%s:\n%s\n' "$1" "$2" "$3" | head -n 80 | sed 's/^/# /'
}

# is GOT WANT TEXT
is() {
	[ "$1" = "$2" ]
	ok $? "$3" || tap_compare "$1" wanted "$2"
}

# like GOT PATTERN TEXT, a pattern of the shell
like() {
	# shellcheck disable=SC2254 # it is a pattern
	case $1 in
	$2) ok 0 "$3" ;;
	*) ok 1 "$3" || tap_compare "$1" "wanted like" "$2" ;;
	esac
}

# has GOT PART TEXT
has() {
	case $1 in
	*"$2"*) ok 0 "$3" ;;
	*) ok 1 "$3" || tap_compare "$1" "wanted in it" "$2" ;;
	esac
}

# skip REASON: a point that this machine cannot make, unless none may be left out (JJ_NO_SKIP).
skip() {
	if [ -n "${JJ_NO_SKIP:-}" ]; then
		ok 1 "$1" || :
	else
		count=$((count + 1))
		echo "ok $count # SKIP $1"
	fi
}

# cannot REASON: the same for a whole test, which ends.
cannot() {
	if [ -n "${JJ_NO_SKIP:-}" ]; then
		printf 'not ok 1 - %s\n1..1\n' "$1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

done_testing() {
	echo "1..$count"
}
