#!/bin/sh
# Whoever talks before his turn is dropped, and logged by rule; our own and submission are spared.
. "$(dirname "$0")/../lab/test.sh"

mail="mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>"

# hasty TITLE SOURCE EXPECTED [PORT]: MAIL and RCPT in one segment.
hasty()
{
	talk_bare "$1" "$2" <<-END
		< 220
		> EHLO mail.sender.example
		< 250
		+ MAIL FROM:<carl@sender.example>
		> RCPT TO:<user@example.org>
		$3
	END
}

advertised()
{
	grep -q PIPELINING "$LAB/dialogue"
}

world
everything
talk "an ordinary client" 198.51.100.67 <<-END
	$mail
	< 250
END
ok "... is not offered pipelining" test -z "$(grep -E 'PIPELINING|PIPECONNECT|PIPE_CONNECT' "$LAB/dialogue")"
hasty "two commands in one segment" 198.51.100.67 "< 554 synchronization"
says "... are logged by rule" 'joejob rule=connect.pipelining line=[1-9][0-9]* mode=deny dropped H=mail.sender.example'
talk_bare "DATA and the message in one segment" 198.51.100.67 <<-END
	< 220
	> EHLO mail.sender.example
	< 250
	> MAIL FROM:<carl@sender.example>
	< 250
	> RCPT TO:<user@example.org>
	< 250
	+ DATA
	+ Subject: hasty
	+ 
	+ Text.
	> .
	< 554
	< eof
END
hasty "the campus may" 192.0.2.10 "< 250"
ok "... and is told so" advertised
hasty "an exempt host must not, nor is he offered it" 198.51.100.77 "< 554"
on mx touch /etc/exim4/joejob.off
hasty "with the kill switch everybody may" 198.51.100.67 "< 250"
ok "... and is told so" advertised
rm "$KILL_SWITCH"
on client "$SMTP" -s 198.51.100.67 -p 587 192.0.2.1 >"$LAB/dialogue" 2>&1 <<-END
	< 220
	> EHLO laptop
	< 250
	+ MAIL FROM:<carl@sender.example>
	> RCPT TO:<user@example.org>
	< 250
END
result $? "on the submission port everybody may"
everything 's/^  ptr: tag/&\n  delay: 1s/'
talk_bare "HELO before the greeting" 198.51.100.67 <<-END
	> EHLO mail.sender.example
	< 554
	< eof
END
talk_bare "... from the campus" 192.0.2.10 <<-END
	> EHLO mail.sender.example
	< 220
	< 250
END
everything 's/^joejob: 1/joejob: 1\nmode: log/'
hasty "in the shadow everybody may" 198.51.100.67 "< 250"
ok "... and is told so" advertised
done_testing
