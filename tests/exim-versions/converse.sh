# converse.sh - a genuine bounce and a joe job in one SMTP conversation with some Exim, and what it
# must answer and log; sourced by upstream.t and debian.t. Speaks TAP.
#
# The caller defines run_exim ARGUMENTS (stdin: SMTP), and before `both_doors`:
#	here      a folder for spool and logs
#	there     the same folder as that Exim sees it
#	user      who owns it (UID:GID)
#	id_length of a message id of that Exim
# shellcheck shell=sh disable=SC2154

tap_n=0
tap_failed=0

# ok TITLE COMMAND...
ok()
{
	tap_n=$((tap_n + 1))
	tap_title=$1
	shift
	if "$@"; then
		echo "ok $tap_n - $tap_title"
		return 0
	fi
	echo "not ok $tap_n - $tap_title"
	tap_failed=$((tap_failed + 1))
	cat "$here/dialogue" "$here/stderr" "$here/log/mainlog" "$here/log/paniclog" 2>/dev/null |
		tail -n 40 | sed 's/^/# /'
	return 1
}

# skip TITLE REASON: with JJ_NO_SKIP it is a failure.
skip()
{
	tap_n=$((tap_n + 1))
	if [ -n "${JJ_NO_SKIP:-}" ]; then
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_n - $1: $2"
	else
		echo "ok $tap_n - $1 # SKIP $2"
	fi
}

done_testing()
{
	echo "1..$tap_n"
	[ "$tap_failed" = 0 ]
	exit
}

# The joe job is the bounce of a message that somebody else's host has sent: the same bytes, but
# for the host that is ours.
messages()
{
	genuine=$1/genuine.eml
	forged=$1/forged.eml
	sed 's/$/\r/' "$top/tests/exim-versions/genuine.eml" >"$genuine"
	sed -e 's/mx\.example\.org/pc-77.dial.example/' -e 's/192\.0\.2\./203.0.113./' "$genuine" >"$forged"
}

# A mail server that sends nothing on. DOOR is local_scan or the module's path there.
config()
{
	cat <<-END
		primary_hostname = mx.example.org
		spool_directory = $there/spool
		log_file_path = $there/log/%slog
		queue_only
		smtp_enforce_sync = false
		rfc1413_query_timeout = 0s
		keep_environment =
		split_spool_directory = $2
		spool_wireformat = $2
		.ifdef _OPT_MAIN_TLS_ADVERTISE_HOSTS
		tls_advertise_hosts =
		.endif
		.ifdef _OPT_MAIN_LOCAL_SCAN_PATH
		${local_scan_path:-}
		.endif
		acl_smtp_rcpt = accept
		acl_smtp_data = data
		begin acl
		data:
		  warn set acl_m_joejob = enforce=yes forged=deny:41 unverifiable=tag:42 \\
		         for=* host=mx.example.org net=192.0.2.0/24 msgid=example.org complete=yes
	END
	if [ "$1" != local_scan ]; then
		cat <<-END
			  warn set acl_m_verdict = \${dlfunc{$1}{joejob}}
			       set acl_m_joejob =
			  deny condition = \${if eq{\$acl_m_verdict}{forged}}
			       message = 5.7.1 forged
		END
	fi
	echo "  accept"
}

envelope()
{
	printf 'MAIL FROM:<>\r\nRCPT TO:<user@example.org>\r\n'
}

smtp_data()
{
	printf 'EHLO mx.remote.example\r\n'
	for message in "$genuine" "$forged"; do
		envelope
		printf 'DATA\r\n'
		cat "$message"
		printf '.\r\n'
	done
	printf 'QUIT\r\n'
}

smtp_bdat()
{
	printf 'EHLO mx.remote.example\r\n'
	for message in "$genuine" "$forged"; do
		envelope
		printf 'BDAT 700\r\n'
		head -c 700 "$message"
		printf 'BDAT %s LAST\r\n' "$(($(wc -c <"$message") - 700))"
		tail -c +701 "$message"
	done
	printf 'QUIT\r\n'
}

said()
{
	grep -Eq "$1" "$here/dialogue"
}

logged()
{
	grep -Eq "$1" "$here/log/mainlog"
}

quiet()
{
	! [ -s "$here/log/paniclog" ]
}

id_is_long_enough()
{
	[ "$(sed -n 's/^250 OK id=\([^[:space:]]*\).*/\1/p' "$here/dialogue" | head -n 1 | tr -d '\r\n' | wc -c)" = "$1" ]
}

spool_has_crlf()
{
	cr=$(printf '\r')
	grep -qr "message/rfc822$cr" "$here/spool/input"
}

# conversation NAME DOOR yes|no: yes is BDAT into a spool in wire format, in split folders.
conversation()
{
	rm -rf "${here:?}"
	mkdir -p "$here/spool" "$here/log"
	messages "$here"
	chown -R "$user" "$here"
	config "$2" "$3" >"$here/exim.conf"
	chmod 644 "$here/exim.conf"
	if [ "$3" = yes ]; then smtp=smtp_bdat; else smtp=smtp_data; fi
	$smtp | run_exim -C "$there/exim.conf" -oMa 203.0.113.10 -bs >"$here/dialogue" 2>"$here/stderr"
	ok "$1: the genuine bounce is taken" said '^250 OK id='
	ok "$1: ... judged ours" logged 'joejob verdict=ours evidence=received-(by|from)'
	ok "$1: the joe job is refused" said '^550 5\.7\.1 '
	ok "$1: ... judged forged" logged 'joejob verdict=forged evidence=received-none rule=bounces\.forged line=41'
	ok "$1: ... and nothing else was" eval \
		'[ "$(grep -c "joejob verdict=" "$here/log/mainlog")" = 2 ]'
	ok "$1: nothing in the panic log" quiet
	if [ "$3" = yes ]; then
		ok "$1: the spool is in wire format" spool_has_crlf
	fi
	ok "$1: message ids of $id_length characters" id_is_long_enough "$id_length"
}

# both_doors NAME MODULE: MODULE as that Exim sees it.
both_doors()
{
	conversation "$1, local_scan" local_scan no
	conversation "$1, local_scan, BDAT" local_scan yes
	conversation "$1, dlfunc" "$2" no
	conversation "$1, dlfunc, BDAT" "$2" yes
}
