#!/bin/sh
# bounces.keep: what is refused as forged is refused, and a copy of it lies in a bounded folder, from
# where Exim's own batch SMTP delivers it; nothing is delivered before, and nothing bounced.
. "$(dirname "$0")/../lab/test.sh"

KEPT=$LAB/mx/spool/kept

# folder MODE: empty
folder()
{
	rm -rf "$KEPT"
	install -d -o Debian-exim -g Debian-exim -m "$1" "$KEPT"
}

kept_site()
{
	mkdir -p "$KEPT" && chmod 700 "$KEPT"
	site "$1" "s|^  unverifiable:|  keep: {dir: /var/spool/exim4/kept, max: 3}\n&|"
	folder 700
}

files()
{
	find "$KEPT" -type f | wc -l
}

refused()
{
	talk "$1" 203.0.113.10 <<-END
		mail ${2:-$BOUNCES/exim.eml} <> ${3:-<user@example.org>}
		< 550 bounces.forged
	END
}

# nothing_else: neither delivered, nor queued, nor bounced.
nothing_else()
{
	[ "$(delivered mx user)" = 0 ] && lab_queue_empty mx && ! logged mx '<='
}

# returned USER: the message is delivered there with the same body.
returned()
{
	wait_for 10 mail_has_more mx "$1" 0 &&
		sed '1,/^$/d' "$(newest mx "$1")" >"$LAB/got" &&
		sed '1,/^$/d' "$BOUNCES/exim.eml" | cmp - "$LAB/got"
}

# again: the copy goes in by batch SMTP, and is judged no more.
again()
{
	on mx sh -c 'exim4 -odf -bS <"$(find /var/spool/exim4/kept -type f)"' >"$LAB/dialogue" 2>&1
}

# tried: all that aclgen tries keeps nothing.
tried()
{
	on mx "$BUILD/aclgen" check "$POLICY" --module "$MODULE" >"$LAB/dialogue" 2>&1 &&
		on mx "$BUILD/aclgen" explain "$POLICY" --module "$MODULE" --from 203.0.113.10 --sender '' \
			--rcpt user@example.org --message "$BOUNCES/exim.eml" >>"$LAB/dialogue" 2>&1 &&
		grep -q '^by bounces.forged' "$LAB/dialogue" && [ "$(files)" = 0 ]
}

world
for door in local_scan acl; do
	kept_site "$door"
	ok "$door: a try keeps nothing" tried
	refused "$door: a joe job is refused"
	says "$door: ... and the log names the copy" 'joejob kept=[0-9]+-[0-9A-Za-z-]+$'
	ok "$door: ... there is one" [ "$(files)" = 1 ]
	ok "$door: ... Exim's alone" [ -z "$(find "$KEPT" -type f ! \( -perm 600 -user Debian-exim \))" ]
	ok "$door: ... and nothing else came of it" nothing_else
	mark mx
	ok "$door: it is made good" again
	ok "$door: ... with its body" returned user
	says "$door: ... and its sender" '<= <> .*'
	ok "$door: ... unmarked, unjudged" sh -c "! grep -q '^X-Joejob' '$(newest mx user)'"
	silent "$door: ... without a second verdict" 'joejob verdict='

	folder 700
	rm -rf "$LAB/mx/mail/user" "$LAB/mx/mail/anna"
	refused "$door: one for two" "$BOUNCES/exim.eml" "<user@example.org> <anna@example.org>"
	ok "$door: ... is made good" again
	ok "$door: ... for the one" returned user
	ok "$door: ... and the other" returned anna
	rm -rf "$LAB/mx/mail/user"

	folder 700
	for n in 1 2 3; do
		refused "$door: joe job $n"
	done
	refused "$door: joe job 4, and the folder is full"
	says "$door: ... which the log tells" 'joejob error=keep .the folder is full.$'
	ok "$door: ... three are there" [ "$(files)" = 3 ]
	for file in "$KEPT"/*; do
		mv "$file" "$KEPT/1000000000-${file##*-}"
	done
	refused "$door: joe job 5, when those are old"
	ok "$door: ... finds them gone" [ "$(files)" = 1 ]

	folder 755
	refused "$door: a folder that others can read"
	says "$door: ... takes nothing" 'joejob error=keep .the folder is open to others'
	rm -rf "$KEPT"
	refused "$door: a folder that is not there"
	says "$door: ... takes nothing" 'joejob error=keep .the folder cannot be looked at'
	folder 700
	on mx mount -t tmpfs -o size=4k,mode=700,uid="$(id -u Debian-exim)" kept /var/spool/exim4/kept
	sed '$a\' "$BOUNCES/exim.eml" >"$LAB/long.eml"
	yes "The quick brown fox jumps over the lazy dog." | head -n 400 >>"$LAB/long.eml"
	refused "$door: a full disk" "$LAB/long.eml"
	says "$door: ... takes nothing" 'joejob error=keep .the copy cannot be written: No space left'
	ok "$door: ... and nothing of it is left" on mx sh -c '[ -z "$(ls -A /var/spool/exim4/kept)" ]'
	on mx umount /var/spool/exim4/kept
	talk "$door: what is no joe job leaves no copy" 203.0.113.10 <<-END
		mail $BOUNCES/headerless.eml <> <user@example.org>
		< 250
	END
	ok "$door: ... none is there" [ "$(files)" = 0 ]
	: >"$KILL_SWITCH"
	talk "$door: nor what the kill switch lets in" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	rm "$KILL_SWITCH"
	ok "$door: ... none is there" [ "$(files)" = 0 ]
done

refused "one more"
for file in "$KEPT"/*; do
	cp -p "$file" "$KEPT/1000000000-old"
done
ok "aclgen state expire" on mx "$BUILD/aclgen" state expire "$POLICY"
ok "... takes away what is old, and nothing else" sh -c "[ ! -e $KEPT/1000000000-old ] && [ $(files) = 1 ]"
done_testing
