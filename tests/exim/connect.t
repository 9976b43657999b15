#!/bin/sh
# A client without a name is marked, not refused; the greeting waits for strangers alone.
. "$(dirname "$0")/../lab/test.sh"

# marked TITLE SOURCE RE: the message is delivered with exactly one such PTR header, "" for none.
marked()
{
	rm -rf "$LAB/mx/mail/user"
	talk "$1" "$2" <<-END
		mail $LAB/forged-marks <carl@sender.example> <user@example.org>
		< 250
	END
	ok "... is delivered" wait_for 10 mail_has_more mx user 0
	if [ -n "$3" ]; then
		ok "... with the mark" grep -Eqx "$3" "$(newest mx user)"
	fi
	ok "... and no other" test "$(grep -ci '^x-joejob-ptr' "$(newest mx user)")" = "$([ -n "$3" ] && echo 1 || echo 0)"
}

# waits TITLE SOURCE LEAST MOST: hundredths of a second until the greeting.
waits()
{
	waits_from=$(date +%s%N)
	talk_bare "$1" "$2" <<-END
		< 220
		drop
	END
	waits_took=$((($(date +%s%N) - waits_from) / 10000000))
	ok "... after $3 to $4 hundredths ($waits_took)" test "$waits_took" -ge "$3" -a "$waits_took" -le "$4"
}

printf 'X-Joejob-PTR: none\nx-joejob-ptr : mismatch\n folded\nX-Joejob-List: yes\nX-Joejob-Spam: no\n' \
	>"$LAB/forged-marks"
cat "$BOUNCES/mail.eml" >>"$LAB/forged-marks"
world
everything 's/^greylist:.*//'
marked "a client with a name" 198.51.100.67 ""
ok "... without any mark that it brought along" test -z "$(grep -i '^x-joejob' "$(newest mx user)")"
marked "a client without one" 198.51.100.66 'X-Joejob-PTR: none \[198\.51\.100\.66\]'
marked "a client whose name leads elsewhere" 198.51.100.68 'X-Joejob-PTR: mismatch liar\.example \[198\.51\.100\.68\]'
talk "is said in the log, too" 198.51.100.66 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
	< 250
END
says "... by its rule" 'joejob rule=connect.ptr line=[1-9][0-9]* mode=tag would refuse H=.*\[198.51.100.66\]'
everything 's/^  ptr: tag/  ptr: deny\n  delay: 2s/'
talk "refused where the policy wants it" 198.51.100.66 <<-END
	mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
	< 550 connect.ptr
END
waits "a stranger waits for the greeting" 198.51.100.67 200 600
for friend in "192.0.2.10 the campus" "198.51.100.25 the secondary MX" "198.51.100.78 a list server"; do
	waits "${friend#* } does not wait" "${friend%% *}" 0 150
done
mkdir -p "$LAB/local"
echo '  warn    logwrite = a hook at connect' >"$LAB/local/connect.acl"
for pipelining in deny off; do
	everything "s/^  pipelining: deny/  pipelining: $pipelining\n  delay: 2s/" \
		's/^output:.*/&\nhooks: {connect: local\/connect.acl}/'
	waits "pipelining $pipelining: a stranger waits" 198.51.100.67 200 600
	on mx touch /etc/exim4/joejob.off
	waits "... but with the kill switch" 198.51.100.67 0 150
	says "... and the hook is asked all the same" 'a hook at connect'
done
done_testing
