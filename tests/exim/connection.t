#!/bin/sh
# Several messages in one connection, in any order and from either family of addresses: each is
# judged for itself.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"
	a_genuine_bounce "$LAB/genuine"
	joe_job "$LAB/genuine" >"$LAB/joe-job"
	talk "$door: forged and genuine in turn" 203.0.113.10 <<-END
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
		mail $LAB/genuine <> <user@example.org>
		< 250
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
		mail $LAB/joe-job <carl@sender.example> <user@example.org>
		< 250
		mail $LAB/joe-job <> <postmaster@example.org>
		< 250
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
		mail $LAB/joe-job <> <known@dept.example.org>
		< 250
		mail $BOUNCES/vacation.eml <> <user@example.org>
		< 250
		mail $LAB/joe-job <> <user@example.org> <anna@example.org>
		< 550 bounces.forged
	END
	verdicts=$(log mx | sed -n 's/.*joejob verdict=\([^ ]*\) .*/\1/p' | tr '\n' ' ')
	ok "$door: ... and a verdict for each that is a bounce" [ "$verdicts" = \
		"forged ours forged forged unverifiable not-a-bounce forged " ]
	talk "$door: after a refused sender, and after RSET" 203.0.113.10 <<-END
		mail $LAB/joe-job <x@no-such.example> <user@example.org>
		< 550 sender.verify
		> MAIL FROM:<>
		< 250
		> RCPT TO:<postmaster@example.org>
		< 250
		> RSET
		< 250
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
	END
	talk "$door: after a second EHLO" 203.0.113.10 <<-END
		mail $LAB/genuine <> <user@example.org>
		< 250
		> EHLO mx.remote.example
		< 250
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
	END
	talk "$door: commands in one segment" 203.0.113.10 <<-END
		+ MAIL FROM:<>
		+ RCPT TO:<user@example.org>
		> DATA
		< 250
		< 250
		< 354
		data $LAB/joe-job
		< 550 bounces.forged
	END
	talk "$door: an IPv6 client's joe job" 2001:db8:66::66 2001:db8:1::1 <<-END
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
		mail $LAB/genuine <> <user@example.org>
		< 250
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 550 sender.verify
	END
	says "$door: ... refused as such" 'rule=sender.verify'
	no_panic "$door: ... without a line in the panic log"
done
done_testing
