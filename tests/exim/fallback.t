#!/bin/sh
# fallback: a rule that refuses more than it may only tags, loudly, and no other rule with it; where
# nobody can count, it tags as well.
. "$(dirname "$0")/../lab/test.sh"

# nowhere N: a sender in a domain that does not exist, N times in one connection; the last answer is
# left.
nowhere()
{
	for n in $(seq "$1"); do
		echo "mail $BOUNCES/mail.eml <x$n@no-such.example> <user@example.org>"
	done
}

tagged()
{
	wait_for 10 mail_has_more mx user 0 && grep -qx "X-Joejob-Rule: $1" "$(newest mx user)"
}

loud()
{
	[ "$(panic mx | grep -c 'joejob fallback rule=sender.verify rate=[0-9.]*/1h: ')" = 1 ]
}

world
site acl "s/^output:/fallback: {after: 10\/1h}\n&/"
talk "ten senders who do not exist" 203.0.113.10 <<-END
	$(nowhere 10)
	< 550 sender.verify
END
no_panic "... are quietly refused"
talk "the eleventh" 203.0.113.10 <<-END
	$(nowhere 1)
	< 250
END
says "... is told" 'joejob rule=sender.verify line=[0-9]+ mode=deny fallback=on would refuse'
says "... and that the rule has fallen back" 'joejob fallback rule=sender.verify rate=[0-9.]+/1h: '
ok "... and it is tagged" tagged sender.verify
ok "... and the panic log has it" loud
talk "the next ones" 203.0.113.10 <<-END
	$(nowhere 5)
	< 250
END
no_panic "... do not repeat it"
says "... but each is told" 'joejob rule=sender.verify line=[0-9]+ mode=deny fallback=on would refuse'
for n in 1 2 3; do
	talk "joe job $n is refused as before" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
done
on mx exim_dumpdb /var/spool/exim4 ratelimit >"$LAB/rates" 2>&1
ok "what an attack drives up is not counted" sh -c "! grep -q bounces $LAB/rates && grep -q jj_fallback_sender.verify $LAB/rates"
talk "nobody relays" 203.0.113.10 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <known@remote.example>
	< 550 relay
END
rm -rf "$LAB/mx/spool/db" && : >"$LAB/mx/spool/db"
talk "without the hints nobody can count, and mail flows" 203.0.113.10 <<-END
	$(nowhere 1)
	< 250
END
says "... and the log says so" 'joejob rule=sender.verify line=[0-9]+ mode=deny fallback=unknown would refuse'
rm "$LAB/mx/spool/db"
talk "with the hints it is refused again" 203.0.113.10 <<-END
	$(nowhere 1)
	< 550 sender.verify
END

site acl "s/^output:/fallback: {after: 10\/1h, rules: [bounces.forged]}\n&/" \
	"s/^acknowledge: .*/acknowledge: [AG321, AG654]/"
: >"$KILL_SWITCH"
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	converse 203.0.113.10 192.0.2.1 >"$LAB/dialogue" 2>&1 <<-END
		$(hello 203.0.113.10)
		mail $BOUNCES/exim.eml <> <user@example.org>
	END
done
rm "$KILL_SWITCH"
talk "what the kill switch let in did not count" 203.0.113.10 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 550 bounces.forged
END
for n in 2 3 4 5 6 7 8 9 10; do
	converse 203.0.113.10 192.0.2.1 >"$LAB/dialogue" 2>&1 <<-END
		$(hello 203.0.113.10)
		mail $BOUNCES/exim.eml <> <user@example.org>
	END
done
rm -rf "$LAB/mx/mail/user"
talk "a rule that is named falls back" 203.0.113.10 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 250
END
says "... and is told" 'joejob rule=bounces.forged line=[0-9]+ mode=deny fallback=on would refuse'
ok "... and it is tagged" tagged bounces.forged
talk "another rule does not" 203.0.113.10 <<-END
	$(nowhere 9)
	< 550 sender.verify
	$(nowhere 2)
	< 550 sender.verify
END
done_testing
