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

# FAULT
on mx sh -c "mv $HINTS $HINTS.gone && : >$HINTS"
to 192.0.2.1 "a file in the place of their folder: a stranger passes" $STRANGER 250
to 192.0.2.1 "... and the visitor" $VISITOR 250
on mx sh -c "rm $HINTS && mv $HINTS.gone $HINTS"
works "put right again"
on mx sh -c "cp $HINTS/seen $LAB/mx/good && dd if=/dev/urandom of=$HINTS/seen bs=4k count=2 conv=notrunc" 2>/dev/null
to 192.0.2.1 "damaged: a stranger passes" $STRANGER 250
to 192.0.2.1 "... and the visitor" $VISITOR 250
on mx sh -c "cat $LAB/mx/good >$HINTS/seen"
works "put right again"
on mx sh -c ": >$HINTS/seen"
to 192.0.2.1 "empty: Exim makes it anew, and the visitor is a stranger" $VISITOR "451 greylist"
on mx sh -c "cat $LAB/mx/good >$HINTS/seen"
works "put right again"

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
