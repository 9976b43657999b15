#!/bin/sh
# A list means the same inline and as a database: the same conversations against both, for a table of
# items and whom they match.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lab/test.sh"

# site_with FORM SECTION ITEM...: the MX with one list, inline or as a file; @ is the empty line.
site_with()
{
	list_form=$1 list_section=$2
	shift 2
	printf '%s\n' "$@" >"$LAB/items"
	if [ "$list_form" = file ]; then
		list="{file: items}"
	else
		list="[$(sed 's/.*/"&"/' "$LAB/items" | paste -sd,)]"
	fi
	printf '%s\n' 'joejob: 1' 'us: {hostname: mx.example.org, domains: {local: [example.org]}}' \
		"$(printf "$list_section" "$list")" >"$POLICY"
	mkdir -p "$LAB/mx/etc/joejob"
	rm -rf "$LAB/mx/etc/joejob/joejob.inc" "$LAB/mx/etc/joejob/lists"
	cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/mx/etc/exim4.conf"
	on mx "$BUILD/aclgen" build "$POLICY" --no-exim -o /etc/exim4/joejob \
		>"$LAB/build" 2>&1 || sed 's/^/# /' "$LAB/build"
	restart_mx
}

# both SECTION ITEMS... -- the test's function is called with each form.
both()
{
	for form in inline file; do
		site_with "$form" "$@"
		ok "$form: $2 ..." test "$form" != file -o -s "$(echo "$LAB"/mx/etc/joejob/lists/*.cdb)"
		asked
	done
}

# hosts ITEMS: each client of the table is blocked or not, as the words of `blocked` say.
hosts()
{
	blocked=$1
	shift
	asked() {
		for client in 198.51.100.66 198.51.100.67 198.51.100.69 203.0.113.69 198.51.100.78 2001:db8:66::66; do
			case " $blocked " in
			*" $client "*) want="550 block.hosts" ;;
			*) want=250 ;;
			esac
			talk "$form: $client: $want" "$client" "$(case $client in *:*) echo 2001:db8:1::1 ;; *) echo 192.0.2.1 ;; esac)" <<-END
				> MAIL FROM:<x@sender.example>
				< 250
				> RCPT TO:<user@example.org>
				< $want
			END
		done
		no_panic "$form: the panic log is empty"
	}
	both 'block: {hosts: %s}' "$@"
}

# addresses KEY WANT MATCHED UNMATCHED ITEMS...: senders, in one conversation.
addresses()
{
	section=$1 want=$2 matched=$3 unmatched=$4
	shift 4
	asked() {
		{
			for address in $matched; do
				printf '> MAIL FROM:<%s>\n< 250\n> RCPT TO:<user@example.org>\n< %s\n> RSET\n< 250\n' "$address" "$want"
			done
			for address in $unmatched; do
				printf '> MAIL FROM:<%s>\n< 250\n> RCPT TO:<user@example.org>\n< %s\n> RSET\n< 250\n' "${address#@}" "$other"
			done
		} >"$LAB/senders"
		talk "$form: $matched, and not $unmatched" 198.51.100.66 <"$LAB/senders"
		no_panic "$form: the panic log is empty"
	}
	both "$section" "$@"
}

world
hosts "198.51.100.67" 198.51.100.67
hosts "2001:db8:66::66" 2001:DB8:66::66 10.0.0.0/8
hosts "198.51.100.66 198.51.100.67" 198.51.100.66/31
hosts "198.51.100.66 198.51.100.67 198.51.100.69 198.51.100.78" 198.51.100.99/25 2001:db8:66::67/128
hosts "198.51.100.66 198.51.100.67 198.51.100.69 198.51.100.78 203.0.113.69" 192.0.0.0/2
hosts "198.51.100.69 203.0.113.69" 2001:db8:60::/48 '*.pool.example'
hosts "2001:db8:66::66 198.51.100.67" 2001:db8:66::/47 '*.SENDER.example'
hosts "2001:db8:66::66" '*.six.sender.example' 2001:db8:66::65/126 '*.out1.pool.example'
hosts "198.51.100.66 198.51.100.67 198.51.100.69" mail.sender.example '*.mail.sender.example' out1.pool.example 198.51.100.66
hosts "198.51.100.67 2001:db8:66::66" 8000::/1 2000::/4 '*.mail.sender.example' '*.sender.example'

other=250
addresses 'block: {senders: %s}' "550 block.senders" "a@b.example A@B.Example" "b@b.example a@x.b.example a@bb.example @" A@b.example
addresses 'block: {senders: %s}' "550 block.senders" "a@b.example x@B.Example" "x@x.b.example x@bb.example x@example @" '*@b.example'
addresses 'block: {senders: %s}' "550 block.senders" "a@b.example" "x@x.b.example x@bb.example @" B.example
addresses 'block: {senders: %s}' "550 block.senders" "x@a.b.example x@A.a.B.example" "x@b.example x@ab.example x@c.example @" '*.b.example'
addresses 'block: {senders: %s}' "550 block.senders" "x@a.b.example x@a.a.b.example" "x@b.example x@c.example @" '*@*.b.example'
addresses 'block: {senders: %s}' "550 block.senders" "x@a.b.example x@b.example" "x@c.example @" '*.b.example' b.example
addresses 'block: {senders: %s}' "550 block.senders" "x@a.b.example x@b.example x@c.b.example" "x@example @" '*.b.example' '*.example'
addresses 'block: {senders: %s}' "550 block.senders" "x@a.b.example y@b.example" "x@b.example y@c.example @" '*.b.example' y@b.example
addresses 'block: {senders: %s}' "550 block.senders" "abuse@a.b.example x@c.example" "abuse@b.example x@a.b.example x@a.c.example @" 'abuse@*.b.example' c.example
addresses 'block: {senders: %s}' "550 block.senders" "abuse@a.b.example x@a.a.b.example" "x@a.b.example abuse@b.example @" 'abuse@*.b.example' '*.a.b.example'
addresses 'block: {senders: %s}' "550 block.senders" 'o.d+d~x@b.example' "x@b.example @" "o.d+d~x@b.example"
other="550 block.recipients"
addresses 'exempt: {senders: %s}
block: {recipients: [user@example.org]}' 250 "a@b.example x@a.c.example x@d.example" "x@b.example x@c.example x@a.d.example @" a@b.example '*.c.example' d.example
addresses 'exempt: {spf_white: %s}
block: {recipients: [user@example.org]}' 250 "x@friend.example X@Friend.Example" "x@a.friend.example x@xfriend.example @" FRIEND.example
addresses 'exempt: {spf_white: %s}
block: {recipients: [user@example.org]}' 250 "x@a.friend.example x@b.a.friend.example" "x@friend.example x@xfriend.example @" '*.friend.example'
addresses 'exempt: {spf_white: %s}
block: {recipients: [user@example.org]}' 250 "x@friend.example x@b.a.friend.example" "x@a.friend.example x@xfriend.example @" friend.example '*.a.friend.example'
addresses 'exempt: {spf_white: %s}
block: {recipients: [user@example.org]}' 250 "x@friend.example x@a.friend.example" "x@hard.example @" '*.example' '*.a.friend.example' a.friend.example
other=250
addresses 'block: {recipients: %s}' "550 block.recipients" "x@b.example" "" user@example.org
done_testing
