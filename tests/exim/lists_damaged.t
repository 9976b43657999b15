#!/bin/sh
# Lists in files, while the server runs: rebuilt without touching the ACLs; and missing, empty, cut
# short, unreadable or something else, without a mail being stopped.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lab/test.sh"

cat >"$POLICY" <<-END
	joejob: 1
	us: {hostname: mx.example.org, domains: {local: [example.org]}, relay_from: [192.0.2.0/24]}
	exempt:
	  from_blocked: no
	  hosts: {file: exempt-hosts}
	  mailing_lists: {file: lists}
	  senders: {file: exempt-senders}
	  spf_white: {file: white}
	block:
	  hosts: {file: hosts}
	  senders: {file: senders}
	  recipients: {file: recipients}
	connect: {delay: 1s}
	helo: {no_address: log}
	bounces: {door: acl, forged: tag}
	honeypot: {addresses: {file: traps}}
	sender: {callout: {senders: {file: asked}}}
	acknowledge: [AG349]
END
items()
{
	printf '%s\n' "$2" >"$LAB/$1"
}
items exempt-hosts 198.51.100.77
items lists '*.lists.example'
items exempt-senders x@friend.example
items white friend.example
items hosts 203.0.113.66
items senders '*.nuisance.example'
items recipients staff@example.org
items traps trap@example.org
items asked nobody.example
lists='exempt.hosts exempt.mailing_lists exempt.senders exempt.spf_white block.hosts block.senders
	block.recipients honeypot.addresses sender.callout.senders'
DIR=$LAB/mx/etc/joejob

aclgen()
{
	aclgen_command=$1
	shift
	on mx "$BUILD/aclgen" "$aclgen_command" "$POLICY" -o /etc/exim4/joejob "$@" >"$LAB/build" 2>&1
}

# whole: all lists are what they say.
whole()
{
	talk "$1: a blocked host, sender and recipient" 203.0.113.66 <<-END
		> MAIL FROM:<carl@sender.example>
		< 250
		> RCPT TO:<user@example.org>
		< 550 block.hosts
		> RCPT TO:<postmaster@example.org>
		< 550 block.hosts
	END
	talk "$1: ... from another host" 198.51.100.67 <<-END
		> MAIL FROM:<carl@a.nuisance.example>
		< 250
		> RCPT TO:<user@example.org>
		< 550 block.senders
		> RSET
		< 250
		> MAIL FROM:<carl@sender.example>
		< 250
		> RCPT TO:<staff@example.org>
		< 550 block.recipients
	END
	talk "$1: ... from an exempt host" 198.51.100.77 <<-END
		> MAIL FROM:<carl@a.nuisance.example>
		< 250
		> RCPT TO:<staff@example.org>
		< 250
	END
	silent "$1: ... nothing is missing" 'list='
}

# open TITLE: everybody is taken, and each list is told once, in each connection that asks for it.
open()
{
	for client in 203.0.113.66 198.51.100.77 198.51.100.66 2001:db8:66::66; do
		case $client in *:*) to=2001:db8:1::1 ;; *) to=192.0.2.1 ;; esac
		talk "$1: mail from $client" $client $to <<-END
			mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
			< 250
			mail $BOUNCES/mail.eml <carl@sender.example> <postmaster@example.org>
			< 250
			mail $BOUNCES/mail.eml <jo@friend.example> <user@example.org>
			< 250
			mail $BOUNCES/mail.eml <> <user@example.org>
			< 250
		END
		for list in $lists; do
			says "$1: $list is told" "joejob list=$list is not asked: /etc/exim4/joejob/lists/$list.cdb is missing, unreadable or damaged"
		done
		tap_rc=0
		[ "$(log mx | grep -c 'joejob list=')" = 9 ] || tap_rc=1
		result "$tap_rc" "$1: ... once"
	done
	talk "$1: our own network" 192.0.2.10 <<-END
		mail $BOUNCES/mail.eml <user@example.org> <user@example.org>
		< 250
	END
}

# each COMMAND...: what is done to each database.
each()
{
	aclgen lists --force || sed 's/^/# /' "$LAB/build"
	for list in $lists; do
		file=$DIR/lists/$list.cdb
		"$@"
	done
}

damage_rm() { rm -f "$file"; }
damage_empty() { : >"$file"; }
damage_short() { head -c 1000 "$file" >"$file.new"; mv "$file.new" "$file"; chmod 644 "$file"; }
damage_cut() { truncate -s -9 "$file"; }
damage_head() { truncate -s 2100 "$file"; }
damage_longer() { printf x >>"$file"; }
damage_garbage() { head -c 5000 /dev/urandom >"$file"; }
damage_zeros() { n=$(stat -c %s "$file"); head -c "$n" /dev/zero >"$file"; }
damage_text() { yes 203.0.113.66 | head -n 300 >"$file"; }
damage_folder() { rm -f "$file" && mkdir "$file"; }
damage_unreadable() { chmod 000 "$file"; }

world
cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/mx/etc/exim4.conf"
mkdir -p "$DIR"
cp "$BUILD/local_scan.so" "$MODULE"
ok "aclgen lists before the first build" test "$(aclgen lists; echo $?)" = 2
ok "... says what to do" grep -q "run aclgen build" "$LAB/build"
ok "aclgen build" aclgen build --module "$MODULE" || {
	sed 's/^/# /' "$LAB/build" >&2
	done_testing
}
ok "nine databases" test "$(find "$DIR/lists" -name '*.cdb' | wc -l)" = 9
echo "strict_acl_vars = true" >"$LAB/mx/etc/extra.conf"
restart_mx
whole "built"

# ---- another list, without another configuration

inc=$(stat -c %i "$DIR/joejob.inc")
items hosts 198.51.100.66/31
before=$(stat -c %i "$DIR/lists/block.senders.cdb")
ok "aclgen lists" aclgen lists
talk "a host that is in the list now" 198.51.100.66 <<-END
	> MAIL FROM:<carl@sender.example>
	< 250
	> RCPT TO:<user@example.org>
	< 550 block.hosts
END
talk "... and one that no longer is" 203.0.113.66 <<-END
	> MAIL FROM:<carl@sender.example>
	< 250
	> RCPT TO:<user@example.org>
	< 250
END
ok "... joejob.inc is the same" test "$(stat -c %i "$DIR/joejob.inc")" = "$inc"
ok "... and so are the other databases" test "$(stat -c %i "$DIR/lists/block.senders.cdb")" = "$before"
ok "... and the folder has no other files" test -z "$(find "$DIR" -name '.*' -type f)"
items hosts 203.0.113.0/33
sum=$(cat "$DIR"/lists/* | md5sum)
ok "a list that is wrong" test "$(aclgen lists; echo $?)" = 1
ok "... says where" grep -q 'hosts:1:1: error: block.hosts: "203.0.113.0/33"' "$LAB/build"
ok "... and nothing is written" test "$(cat "$DIR"/lists/* | md5sum)" = "$sum"
rm "$LAB/hosts"
ok "a list file that is missing" test "$(aclgen lists; echo $?)" = 1
ok "... leaves the old database" test "$(cat "$DIR"/lists/* | md5sum)" = "$sum"
items hosts mail.sender.example
ok "a name that Exim has to look up" test "$(aclgen lists; echo $?)" = 2
ok "... takes a build" grep -q "as the policy has it: block.hosts; run aclgen build" "$LAB/build"
ok "... and the old database is left" test "$(cat "$DIR"/lists/* | md5sum)" = "$sum"
: >"$LAB/hosts"
ok "an empty list" aclgen lists
talk "... blocks nobody" 198.51.100.66 <<-END
	> MAIL FROM:<carl@sender.example>
	< 250
	> RCPT TO:<user@example.org>
	< 250
END
silent "... which is no fault" 'list='
items hosts 203.0.113.66

# ---- what may happen to a file

for how in rm empty short cut head longer garbage zeros text folder unreadable; do
	each "damage_$how"
	open "$how"
	[ "$how" != folder ] || rmdir "$DIR"/lists/*.cdb
	ok "$how: rebuilt" aclgen lists --force
	whole "$how, and rebuilt"
done
each damage_text
ok "a file that is not ours is refused" test "$(aclgen lists; echo $?)" = 2
ok "... by build as well" test "$(aclgen build --no-exim; echo $?)" = 2
ok "... with the way out" grep -q "overwrite with --force" "$LAB/build"
ok "... and left" test "$(head -n 1 "$DIR/lists/block.hosts.cdb")" = 203.0.113.66
rm -rf "$DIR/lists"
open "no folder"
ok "no folder: rebuilt" aclgen lists
whole "no folder, and rebuilt"

# ---- lists that the policy has no more

sed -i '/hosts: {file: hosts}/d; /recipients: {file: recipients}/d' "$POLICY"
echo mine >"$DIR/lists/block.recipients.cdb"
ok "build without two of the lists" aclgen build --module "$MODULE"
ok "... its database is kept for rollback" test -e "$DIR/lists/block.hosts.cdb"
sed -i '$a mode: log' "$POLICY"
ok "a build after that" aclgen build --module "$MODULE"
ok "... takes it away, as nothing names it any more" test ! -e "$DIR/lists/block.hosts.cdb"
ok "... and what is not ours is not" test -e "$DIR/lists/block.recipients.cdb"
done_testing
