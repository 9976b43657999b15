# tap.sh - TAP for the tests against the real Exim; sourced after lab.sh.
# shellcheck shell=sh disable=SC2154

tap_n=0
tap_failed=0

# result STATUS TITLE: one test point. A failure shows the last dialogue and what the MX logged.
result()
{
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_n - $2"
		return 0
	fi
	echo "not ok $tap_n - $2"
	tap_failed=$((tap_failed + 1))
	{
		cat "$LAB/dialogue" 2>/dev/null
		echo "--- log of the MX"
		log mx
		echo "--- panic log of the MX"
		panic mx
	} | sed 's/^/# /' >&2
	return 1
}

# ok TITLE COMMAND...
ok()
{
	tap_title=$1
	shift
	tap_rc=0
	"$@" || tap_rc=1
	result "$tap_rc" "$tap_title"
}

# talk TITLE SOURCE [MX] <SCRIPT: a conversation with the MX from that address (see smtp.c), between
# EHLO and QUIT. The marks are set before it, so `says` and `panic mx` speak of this conversation.
talk()
{
	{
		hello "$2"
		cat
		printf '> QUIT\n< 221\n'
	} >"$LAB/script"
	talk_bare "$@" <"$LAB/script"
}

hello()
{
	case $1 in
	*:*) printf '< 220\n> EHLO [IPv6:%s]\n< 250\n' "$1" ;;
	*) printf '< 220\n> EHLO [%s]\n< 250\n' "$1" ;;
	esac
}

# The same without EHLO and QUIT. Not at the end of a pipe: what counts is counted here.
talk_bare()
{
	mark mx
	tap_rc=0
	converse "$2" "${3:-192.0.2.1}" >"$LAB/dialogue" 2>&1 || tap_rc=1
	result "$tap_rc" "$1"
}

# post TITLE SOURCE EXPECTED FILE [SENDER [RECIPIENT]]: one message, by a talk; the mailbox of our user has
# nothing else in it.
post()
{
	rm -rf "$LAB/mx/mail/user"
	talk "$1" "$2" <<-END
		mail $4 <${5-carl@sender.example}> <${6:-user@example.org}>
		< $3
	END
}

# says TITLE RE: such a line came to the MX's log since the last talk (waited for). silent TITLE RE:
# none did.
says()
{
	tap_rc=0
	wait_log mx "$2" 5 2>/dev/null || tap_rc=1
	result "$tap_rc" "$1"
}

silent()
{
	tap_rc=0
	! logged mx "$2" || tap_rc=1
	result "$tap_rc" "$1"
}

# no_panic TITLE: the MX wrote nothing to its panic log since the last talk.
no_panic()
{
	tap_rc=0
	[ -z "$(panic mx)" ] || tap_rc=1
	result "$tap_rc" "$1"
}

done_testing()
{
	echo "1..$tap_n"
	[ "$tap_failed" = 0 ] && [ "$tap_n" -gt 0 ]
	exit
}
