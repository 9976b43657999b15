# site.sh - the MX with what aclgen makes of the policy in examples/university, or in the example that
# $EXAMPLE names; sourced after lab.sh.
# shellcheck shell=sh disable=SC2154,SC2034

POLICY=$LAB/policy.yaml
MODULE=$LAB/local_scan.so
KILL_SWITCH=$LAB/mx/etc/joejob.off

# policy DOOR [SED]...: the example policy with that door and these edits.
policy()
{
	site_edits="s/^  door: .*/  door: $1/"
	shift
	for site_edit; do
		site_edits="$site_edits
$site_edit"
	done
	sed -e "$site_edits" "$lab_top/examples/${EXAMPLE:-university}/policy.yaml" >"$POLICY"
}

# build_site DOOR [SED]...: generates; the module is a copy, since Exim reads it as Debian-exim.
build_site()
{
	policy "$@"
	cp "$BUILD/local_scan.so" "$MODULE" && mkdir -p "$LAB/mx/etc/joejob" || return
	[ -e "$LAB/mx/etc/exim4.conf" ] || cp "$lab_top/tests/lab/conf/mx.conf" "$LAB/mx/etc/exim4.conf"
	on mx "$BUILD/aclgen" build "$POLICY" -o /etc/exim4/joejob --module "$MODULE"
}

# refuses_module FILE: aclgen does not build with that module, names it, and changes nothing.
refuses_module()
{
	cp "$LAB/mx/etc/joejob/joejob.inc" "$LAB/before"
	! on mx "$BUILD/aclgen" build "$POLICY" -o /etc/exim4/joejob --module "$1" \
		>"$LAB/dialogue" 2>&1 && grep -qF "$1" "$LAB/dialogue" &&
		cmp -s "$LAB/mx/etc/joejob/joejob.inc" "$LAB/before"
}

# The panic log's part on a module that did not load, since the last talk: Exim writes what the
# loader said, and that the expansion failed, two lines for one message.
module_in_panic_log()
{
	[ "$(panic mx | wc -l)" = 2 ] && [ "$(panic mx | grep -cF "\"$MODULE\" failed")" = 2 ]
}

# site DOOR [SED]...: the MX runs with that policy; what an earlier one left is gone.
site()
{
	rm -rf "$LAB/mx/etc/joejob" "$KILL_SWITCH"
	build_site "$@" >"$LAB/build" 2>&1 || {
		sed 's/^/# /' "$LAB/build" >&2
		lab_say_wait_failed "aclgen build for $*"
		exit 1
	}
	restart_mx
}

# everything [SED]...: the MX with the policy that has every check, but for the delay of its greeting.
everything()
{
	EXAMPLE=everything site acl "s/^  delay: .*//" "$@"
}

# restart_mx: the same configuration, or what a test made of it, with empty spool, logs and mailboxes.
restart_mx()
{
	! [ -e "$LAB/mx/exim.pid" ] || stop_exim mx
	find "$LAB/mx/spool" "$LAB/mx/log" "$LAB/mx/mail" -mindepth 1 -delete
	start_exim mx
	mark mx
}

# line_of KEY: the line of the policy where the check below its section stands ("  forged:").
line_of()
{
	grep -n "^  $1:" "$POLICY" | cut -d: -f1
}

# world: all that a site needs around it.
world()
{
	start_dns
	start_exim inside
	start_exim remote
}

# converse SOURCE MX <SCRIPT: from the host that has this address.
converse()
{
	on "$(echo "$lab_hosts" | awk -v a="$1" '{for (i = 2; i <= NF; i++) if ($i == a) print $1}')" \
		"$SMTP" -s "$1" "$2"
}
