#!/bin/sh
# Greylisting and the honeypot remember in Exim's hints, and mail flows whatever happens to those; what
# Debian's nightly exim_tidydb takes away over its default period, and what aclgen state expire does.
. "$(dirname "$0")/../lab/test.sh"
. "$(dirname "$0")/../lab/db.sh"

HINTS=$LAB/mx/spool/db

# tool DAYS COMMAND...: as Exim's user, so many days later.
tool()
{
	tool_days=$1
	shift
	on mx setpriv --reuid Debian-exim --regid Debian-exim --clear-groups \
		env "AG_CLOCK=$((tool_days * 86400))" "LD_PRELOAD=$BUILD/gen/clock.so" "$@"
}

# left KIND: how many of them there are.
left()
{
	tool 0 exim_dumpdb /var/spool/exim4 seen | grep -c "^jj-$1-"
}

start_dns
remembering mx "{backend: exim}"
trap_visitor "the hints"
works "they are there"
ok "aclgen state show counts them" eval 'state show | grep -Eq "^visitor +1 "'

# lock SECONDS: somebody has the hints, as exim_tidydb has them.
lock()
{
	rm -f "$LAB/held"
	on mx perl -e 'use Fcntl; $| = 1; open my $f, "+<", $ARGV[0] or die; my $l = pack("s s x![l!] l! l! i x4", F_WRLCK);
		fcntl $f, F_SETLK, $l or die; print "held\n"; sleep $ARGV[1]' "$HINTS/seen.lockfile" "$1" >"$LAB/held" 2>&1 &
	wait_for 10 grep -qs held "$LAB/held"
}

put_back()
{
	on mx sh -c "rm -rf $HINTS && cp -a $LAB/mx/good $HINTS"
}

# store N: so many keys, by Exim's user, as the ACLs do it.
store()
{
	# shellcheck disable=SC2016
	for n in $(seq "$1"); do
		printf 'accept = ${acl{acl_jj_store}{first-%s-%080d}}\n' "$n" 0
	done | on mx exim4 -be
}

on mx cp -a "$HINTS" "$LAB/mx/good"

# FAULT                         THE LOG SAYS
on mx sh -c "rm -r $HINTS && : >$HINTS"
away "a file in the place of their folder" "failed to open database lock file .*: Not a directory"
put_back
works "put right again"
on mx sh -c "chmod 0 $HINTS/seen && chown root: $HINTS/seen"
away "unreadable" "failed to open DB file .*: Permission denied"
put_back
on mx sh -c "chmod 400 $HINTS/seen"
away "read-only" "failed to open DB file .*: Permission denied"
put_back
# shellcheck disable=SC2034
ENTRIES=some
on mx truncate -s 5000 "$HINTS/seen"
away "cut short" "file size not a multiple of the pagesize"
put_back
on mx dd if=/dev/urandom of="$HINTS/seen" bs=4k count=2 conv=notrunc 2>/dev/null
away "damaged" "Berkeley DB error: "
put_back
works "put right again"
on mx truncate -s 0 "$HINTS/seen"
to 192.0.2.1 "empty: Exim makes it anew, and the visitor is a stranger" $VISITOR "451 greylist"
put_back
works "put right again"
lock 3
away "somebody has it for three seconds" "" 0 "451 greylist" "550 (honeypot)"

# What Berkeley DB has no room for is lost, and Exim does not notice: nobody may be put off for ever.
on mx mount -t tmpfs -o "size=64k,mode=750,uid=$(id -u Debian-exim),gid=$(id -g Debian-exim)" disk /var/spool/exim4/db
on mx cp -a "$LAB/mx/good/." /var/spool/exim4/db
fill mx /var/spool/exim4/db
store 200 >"$LAB/stored" 2>&1
ok "the disk is full: who is not written down is told from who is" eval \
	'grep -q "accept = yes$" "$LAB/stored" && grep -q "accept = $" "$LAB/stored"'
on mx umount /var/spool/exim4/db
works "the disk is free again"
put_back

# exim_tidydb, as Debian's cron job calls it, and without another period.
firsts=$(left first)
ok "29 days later exim_tidydb leaves them alone" tool 29 exim_tidydb /var/spool/exim4 seen
ok "... all of them" [ "$(left visitor) $(left first)" = "1 $firsts" ]
works "... and all is as it was"
ok "... exim_tidydb" tool 31 exim_tidydb /var/spool/exim4 seen
ok "... takes them all" [ "$(left visitor) $(left first)" = "0 0" ]
to 192.0.2.1 "the visitor is a stranger again: greylisted, not refused" $VISITOR "451 greylist"
trap_visitor "anew"
works "anew"
ok "aclgen state expire" state expire
ok "... leaves what counts" [ "$(left visitor)" = 1 ]
done_testing
