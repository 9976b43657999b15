# mail.sh - messages that go round the lab: the genuine bounce and joe jobs made from it; sourced
# after lab.sh by the demo and by the tests.
# shellcheck shell=sh disable=SC2154,SC2034

BOUNCES=$lab_top/tests/data/bounces

# note FROM TO MESSAGE-ID: an ordinary message on stdout.
note()
{
	printf 'From: %s\nTo: %s\nSubject: a note\nMessage-ID: %s\n\nJust a note.\n' "$1" "$2" "$3"
}

# inside_sends FILE FROM TO: the server inside sends that message through the MX.
inside_sends()
{
	converse 192.0.2.10 192.0.2.1 >"$LAB/dialogue" 2>&1 <<-END
		< 220
		> EHLO inside.dept.example.org
		< 250
		mail $1 <$2> <$3>
		< 250
		> QUIT
		< 221
	END
}

# a_genuine_bounce FILE: a user of ours writes, through the MX, to nobody at the remote site, which
# takes the message and bounces it to the MX. FILE is that bounce as the remote site sent it. Fails
# when it is not delivered; what happened stands in the logs of mx and remote.
a_genuine_bounce()
{
	note user@example.org nobody@remote.example "<note@example.org>" >"$LAB/note"
	mail_seen=$(delivered mx user)
	inside_sends "$LAB/note" user@example.org nobody@remote.example || return
	wait_for 15 mail_has_more mx user "$mail_seen" && as_sent "$(newest mx user)" >"$1"
}

mail_has_more()
{
	[ "$(delivered "$1" "$2")" -gt "$3" ]
}

# A real joe job: a client writes to nobody at the remote site in the name of our user, and the
# remote site brings the bounce to us. Returns when the remote site has got its answer.
a_real_joe_job()
{
	note user@example.org nobody@remote.example "<spam@pc-66.dial.example>" >"$LAB/spam"
	converse 198.51.100.66 203.0.113.10 >"$LAB/dialogue" 2>&1 <<-END || return
		< 220
		> EHLO pc-66.dial.example
		< 250
		mail $LAB/spam <user@example.org> <nobody@remote.example>
		< 250
		> QUIT
		< 221
	END
	wait_log remote '(\*\*|==|=>) user@example.org'
}

# as_sent FILE: without what the MX put above it.
as_sent()
{
	sed -n '/^X-Failed-Recipients:/,$p' "$1"
}

# joe_job FILE: that bounce, as if the returned message had never been near us: its Received lines
# are those of another site.
joe_job()
{
	awk '
		returned && /^Received:/ { drop = 1; next }
		drop && /^[ \t]/ { next }
		{ drop = 0 }
		returned && !done && /^[A-Z]/ && !/^Return-path:/ {
			print "Received: from [203.0.113.77] (helo=pc-77.dial.example)"
			print "\tby mx.remote.example with esmtp (Exim 4.96)"
			print "\t(envelope-from <user@example.org>)"
			print "\tid 1xVcmP-00003j-1Y for nobody@remote.example;"
			print "\tMon, 23 Nov 2026 22:44:57 +0000"
			done = 1
		}
		returned && /^$/ { if (++blank == 2) returned = 0 }
		/^Content-type: message\/rfc822/ { returned = 1; blank = 0 }
		{ print }
	' "$1"
}
