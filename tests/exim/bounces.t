#!/bin/sh
# Bounces and joe jobs of every shape through both doors: genuine ones are taken, forged ones are
# refused with the rule in reply and log, what cannot be judged is taken and tagged.
. "$(dirname "$0")/../lab/test.sh"

world
for door in local_scan acl; do
	site "$door"

	mark mx
	mark remote
	ok "$door: our message is returned by a real remote server" a_genuine_bounce "$LAB/genuine"
	says "$door: ... and the bounce judged ours" \
		'joejob verdict=ours evidence=received-(by|from) rule=- line=0 action=accept .*us=example.org'
	no_panic "$door: ... without a line in the panic log"

	mark mx
	mark remote
	ok "$door: a stranger sends spam in our name, the remote server bounces it" a_real_joe_job
	ok "$door: ... and that bounce is refused" logged remote '\*\* user@example.org.* 550'
	says "$door: ... judged forged" \
		"joejob verdict=forged evidence=received-none rule=bounces.forged line=$(line_of forged) action=deny"

	joe_job "$LAB/genuine" >"$LAB/joe-job"
	talk "$door: the genuine bounce, but with another site's Received lines" 203.0.113.10 <<-END
		mail $LAB/joe-job <> <user@example.org>
		< 550 bounces.forged
	END
	talk "$door: the genuine bounce once more" 203.0.113.10 <<-END
		mail $LAB/genuine <> <user@example.org>
		< 250
	END
	for shape in exim postfix sendmail qmail exchange base64; do
		talk "$door: a joe job in the shape of $shape" 203.0.113.10 <<-END
			mail $BOUNCES/$shape.eml <> <user@example.org>
			< 550 5.7.1
		END
		says "$door: ... judged forged" 'verdict=forged evidence=received-none'
	done
	talk "$door: the reply says whom to ask" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 postmaster@example.org
	END
	talk "$door: a domain whose outgoing servers are not all known" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <known@dept.example.org>
		< 250
	END
	says "$door: ... is unverifiable" 'verdict=unverifiable evidence=incomplete'
	talk "$door: a bounce that returns no header" 203.0.113.10 <<-END
		mail $BOUNCES/headerless.eml <> <user@example.org>
		< 250
	END
	says "$door: ... is unverifiable" \
		"verdict=unverifiable evidence=no-original rule=bounces.unverifiable line=$(line_of unverifiable) action=tag"
	says "$door: ... and delivered" '=> user '
	ok "$door: ... with a tag" grep -Eq '^X-Joejob-Rule: bounces\.unverifiable$' "$(newest mx user)"
	talk "$door: a vacation notice" 198.51.100.67 <<-END
		mail $BOUNCES/vacation.eml <> <user@example.org>
		< 250
	END
	says "$door: ... is not a bounce" 'verdict=not-a-bounce evidence=not-a-bounce rule=- line=0 action=accept'
	talk "$door: a joe job with a sender is ordinary mail" 198.51.100.67 <<-END
		mail $BOUNCES/exim.eml <carl@sender.example> <user@example.org>
		< 250
	END
	silent "$door: ... and not judged" joejob
done

site local_scan 's/, "2001:db8:1::\/48"\], complete/], complete/'
mark mx
mark remote
ok "a site that lists its IPv4 networks and sends by IPv6 gets its bounce" a_genuine_bounce "$LAB/genuine"
says "... which came by IPv6" 'joejob verdict=ours'
ok "... as did the message" grep -q 'IPv6\|2001:db8:1::1' "$LAB/genuine"
done_testing
