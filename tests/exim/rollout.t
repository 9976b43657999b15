#!/bin/sh
# enforce: refusals for a share of the messages, or for some domains; the others are tagged, logged
# with enforced=no, and get the same answer each time. What must never be held back is not.
. "$(dirname "$0")/../lab/test.sh"

# held TITLE RULE: the last message arrived with that rule, and the log says that it was held back.
held()
{
	says "$1" "joejob rule=$2 line=[1-9][0-9]* mode=deny enforced=no would refuse"
	ok "... and it is tagged" tagged "$2"
}

tagged()
{
	wait_for 10 mail_has_more mx user 0 && grep -qx "X-Joejob-Rule: $1" "$(newest mx user)"
}

# sweep: which of 40 senders, whose domain does not exist, are refused, one a line. Ten a connection:
# Exim hangs up on whoever says RSET more often.
sweep()
{
	mark mx
	for letter in a b c d; do
		{
			hello 203.0.113.10
			for n in 1 2 3 4 5 6 7 8 9 10; do
				echo "mail $BOUNCES/mail.eml <$letter$n@no-such.example> <user@example.org>"
			done
		} >"$LAB/script"
		converse 203.0.113.10 192.0.2.1 <"$LAB/script" >"$LAB/dialogue" 2>&1
	done
	log mx | sed -n 's/.*F=<\([^>]*\)> rejected RCPT.*/\1/p' | sort
}

# between LEAST MOST FILE: lines
between()
{
	[ "$(wc -l <"$3")" -ge "$1" ] && [ "$(wc -l <"$3")" -le "$2" ]
}

# The message arrives as it came.
unmarked()
{
	wait_for 10 mail_has_more mx user 0 && ! grep -q '^X-Joejob' "$(newest mx user)"
}

world
for door in local_scan acl; do
	site "$door" "s/^output:/enforce: {domains: [dept.example.org]}\n&/" "s/door: .*/&\n  unverifiable: deny/" \
		"s/^  unverifiable: tag//"
	rm -rf "$LAB/mx/mail/user"
	talk "$door: a joe job for a domain that waits" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	says "$door: ... is told by the module" "joejob verdict=forged .*action=tag wanted=deny"
	ok "$door: ... and it is tagged" tagged bounces.forged
	rm -rf "$LAB/mx/mail/user"
	talk "$door: a sender who does not exist" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 250
	END
	held "$door: ... is held back" sender.verify
	rm -rf "$LAB/mx/mail/user"
	talk "$door: the same to both domains" 203.0.113.10 <<-END
		> MAIL FROM:<x@no-such.example>
		< 250
		> RCPT TO:<known@dept.example.org>
		< 550 sender.verify
		> RCPT TO:<user@example.org>
		< 250
	END
	talk "$door: what is judged after DATA, to both domains" 203.0.113.10 <<-END
		mail $BOUNCES/headerless.eml <> <known@dept.example.org> <user@example.org>
		< 250
	END
	says "$door: ... is refused for neither" "joejob verdict=unverifiable .*action=tag wanted=deny"
	talk "$door: ... and to the one where it is enforced" 203.0.113.10 <<-END
		mail $BOUNCES/headerless.eml <> <known@dept.example.org>
		< 550 bounces.unverifiable
	END
	talk "$door: relaying is refused" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <known@remote.example>
		< 550 relay
	END
	talk "$door: so is an unknown local user" 203.0.113.10 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <nobody@example.org>
		< 550 recipient.unknown
	END
	no_panic "$door: nothing in the panic log"
done

site acl "s/^output:/enforce: {share: 0.1%}\n&/"
talk "a share that has nobody: an unknown user inside is refused" 203.0.113.10 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <unknown@dept.example.org>
	< 550 recipient.callout
END
rm -rf "$LAB/mx/mail/user"
talk "... and a joe job is taken" 203.0.113.10 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 250
END
held "... and held back" bounces.forged
talk "... by IPv6 as well" 2001:db8:66::66 2001:db8:1::1 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
	< 250
END
says "... held back, and not for want of an answer" "rule=sender.verify line=[0-9]+ mode=deny enforced=no would refuse"
: >"$KILL_SWITCH"
rm -rf "$LAB/mx/mail/user"
talk "the kill switch goes first" 203.0.113.10 <<-END
	mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
	< 250
END
says "... in the log" "joejob rule=sender.verify line=[0-9]+ mode=deny kill-switch=on would refuse"
ok "... and nothing is tagged" unmarked
rm "$KILL_SWITCH"

site acl "s/^output:/enforce: {share: 20%}\n&/"
sweep >"$LAB/fifth"
sweep >"$LAB/again"
site acl "s/^output:/enforce: {share: 60%}\n&/"
sweep >"$LAB/more"
ok "a fifth: some of the senders, not all" between 2 16 "$LAB/fifth"
ok "... the same at the next try" cmp "$LAB/fifth" "$LAB/again"
ok "three fifths: more" between 15 33 "$LAB/more"
ok "... and those again" [ -z "$(comm -23 "$LAB/fifth" "$LAB/more")" ]
site acl "s/^output:/enforce: {share: 100%}\n&/"
talk "all of them" 203.0.113.10 <<-END
	mail $BOUNCES/exim.eml <> <user@example.org>
	< 550 bounces.forged
END
done_testing
