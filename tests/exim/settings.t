#!/bin/sh
# Settings that the module cannot read: the bounce is taken, and one log line says why.
. "$(dirname "$0")/../lab/test.sh"

# garble SED: changes the generated file, which nobody should, and lets the daemon read it.
garble()
{
	sed "$1" "$LAB/generated" >"$LAB/mx/etc/joejob/joejob.inc"
	restart_mx
}

# taken TITLE RE: a joe job is taken, with exactly one log line of ours, which is this one.
taken()
{
	talk "$1" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	says "$1: said in the log" "$2"
	ok "$1: said once" [ "$(log mx | grep -c joejob)" = 1 ]
	no_panic "$1: no line in the panic log"
}

world
for door in local_scan acl; do
	site "$door"
	cp "$LAB/mx/etc/joejob/joejob.inc" "$LAB/generated"
	garble 's/enforce=/enfroce=/'
	taken "$door: an unknown key" 'joejob error=settings action=accept .*enfroce'
	garble 's/forged=deny/forged=dney/'
	taken "$door: an unknown action" 'joejob error=settings action=accept .*dney'
	garble 's/set acl_m_joejob = enforce=/set acl_m_joejob = ${sg{${length_9999:${sg{$tod_full$tod_full$tod_full$tod_full}{.}{0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789}}}}{0}{net=}} enforce=/'
	taken "$door: a line of refuse" 'joejob error=settings action=accept'
	garble 's/set acl_m_joejob = enforce=/set acl_m_jj_hit = enforce=/'
	talk "$door: no settings at all" 203.0.113.10 <<-END
		mail $BOUNCES/exim.eml <> <user@example.org>
		< 250
	END
	silent "$door: ... nothing is judged, nothing is logged" joejob
done
done_testing
