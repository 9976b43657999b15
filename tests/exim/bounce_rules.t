#!/bin/sh
# Rules about bounces that need no reading: one recipient, and what a secondary MX hands over.
. "$(dirname "$0")/../lab/test.sh"

two="> MAIL FROM:<>
< 250
> RCPT TO:<user@example.org>
< 250
> RCPT TO:<anna@example.org>"

world
for door in acl local_scan; do
	EXAMPLE=everything site $door 's/^  delay: .*//' 's/^spamassassin:.*//' 's/^greylist:.*//' 's/^  one_recipient: .*/  one_recipient: deny/'
	talk "$door: a bounce to two" 198.51.100.67 <<-END
		$two
		< 550 bounces.one_recipient
		> DATA
		< 550 bounces.one_recipient
	END
	says "$door: ... by its rule" 'rejected DATA: joejob rule=bounces.one_recipient line=[1-9][0-9]* mode=deny'
	talk "$door: ... in chunks" 198.51.100.67 <<-END
		$two
		< 550 bounces.one_recipient
		bdat $BOUNCES/exim.eml
		< 550 bounces.
	END
	talk "$door: ordinary mail to two" 198.51.100.67 <<-END
		mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org> <anna@example.org>
		< 250
	END
	talk "$door: a bounce to one, after one to two" 198.51.100.67 <<-END
		$two
		< 550
		> RSET
		< 250
		mail $BOUNCES/headerless.eml <> <user@example.org>
		< 250
	END
	talk "$door: a question about two, of whom the first is unknown" 198.51.100.67 <<-END
		> MAIL FROM:<>
		< 250
		> RCPT TO:<unknown@example.org>
		< 550 recipient.unknown
		> RCPT TO:<user@example.org>
		< 250
		> DATA
		< 354
		data $BOUNCES/headerless.eml
		< 250
	END
	for friend in "198.51.100.25 the secondary MX" "198.51.100.78 a list" "192.0.2.10 the campus"; do
		talk "$door: a bounce to two from ${friend#* }" "${friend%% *}" <<-END
			mail $BOUNCES/headerless.eml <> <user@example.org> <anna@example.org>
			< 250
		END
	done
	rm -rf "$LAB/mx/mail/user"
	talk "$door: a joe job that the secondary MX has taken" 198.51.100.25 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	says "$door: ... is judged" 'joejob verdict=forged .*action=tag'
	ok "$door: ... is delivered" wait_for 10 mail_has_more mx user 0
	ok "$door: ... with a tag" grep -q '^X-Joejob-Rule: bounces\.' "$(newest mx user)"
	talk "$door: the same from a stranger" 198.51.100.67 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
	talk "$door: ordinary mail of the secondary MX" 198.51.100.25 <<-END
		mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
		< 250
	END
	silent "$door: ... is not judged" joejob
done
done_testing
