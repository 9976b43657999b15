#!/bin/sh
# A client that goes away in the middle of a message costs nothing and leaves nothing.
. "$(dirname "$0")/../lab/test.sh"

# What is left of messages in the spool, once no process is busy with one.
spool_files()
{
	find "$LAB/mx/spool/input" -type f
}

spool_empty()
{
	[ -z "$(spool_files)" ]
}

world
for door in local_scan acl; do
	site "$door"
	for how in DATA BDAT; do
		case $how in
		DATA) last="> DATA
< 354
part $BOUNCES/exim.eml" ;;
		BDAT) last="+ BDAT 100000 LAST
> From: nobody" ;;
		esac
		{
			hello 203.0.113.10
			printf '> MAIL FROM:<>\n< 250\n> RCPT TO:<user@example.org>\n< 250\n%s\ndrop\n' "$last"
		} >"$LAB/script"
		talk_bare "$door: gone in the middle of $how" 203.0.113.10 <"$LAB/script"
		says "$door: ... noticed" 'lost while reading message data|Message abandoned'
		ok "$door: ... nothing stays in the spool" wait_for 10 spool_empty
		silent "$door: ... nothing was judged" verdict
		no_panic "$door: ... without a line in the panic log"
	done
	{
		hello 203.0.113.10
		printf 'mail %s <> <user@example.org>\ndrop\n' "$BOUNCES/headerless.eml"
	} >"$LAB/script"
	talk_bare "$door: gone after the final dot" 203.0.113.10 <"$LAB/script"
	says "$door: ... the message is ours to deliver" '=> user '
	talk "$door: the next one is judged as ever" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 550 bounces.forged
	END
done
done_testing
