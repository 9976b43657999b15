#!/bin/sh
# A module that is not there. Door acl: mail flows, without the check, and the panic log says so for
# each bounce. Door local_scan: aclgen does not switch it on; when it vanishes afterwards Exim itself
# puts off all mail, which this test records, since no configuration can prevent it.
. "$(dirname "$0")/../lab/test.sh"

world

site acl
rm "$MODULE"
talk "acl: the module is gone, a joe job is taken" 203.0.113.10 <<END
mail $BOUNCES/exim.eml <> <user@example.org>
< 250
END
ok "acl: ... and the panic log says so once" module_in_panic_log
says "acl: ... and the message is delivered" '=> user '
talk "acl: ordinary mail does not notice" 198.51.100.67 <<END
mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
< 250
END
no_panic "acl: ... nor does the panic log"
talk "acl: the other checks still refuse" 198.51.100.67 <<END
mail $BOUNCES/mail.eml <x@no-such.example> <user@example.org>
< 550 sender.verify
END
echo "this is not a module" >"$MODULE"
talk "acl: a file that is no module" 203.0.113.10 <<END
mail $BOUNCES/exim.eml <> <user@example.org>
< 250
END
ok "acl: ... the panic log says so once" module_in_panic_log
cp "$BUILD/local_scan.so" "$MODULE"
talk "acl: the module is back, without a restart" 203.0.113.10 <<END
mail $BOUNCES/exim.eml <> <user@example.org>
< 550 bounces.forged
END

site local_scan
cp "$LAB/mx/etc/joejob/joejob.inc" "$LAB/before"
ok "local_scan: aclgen refuses a module that is missing, and leaves what was there" \
	refuses_module /nowhere/local_scan.so
echo "this is not a module" >"$LAB/garbage.so"
ok "local_scan: aclgen refuses a file that is no module, and leaves what was there" \
	refuses_module "$LAB/garbage.so"

rm "$MODULE"
talk "local_scan: the module vanished, Exim puts off all mail" 198.51.100.67 <<END
mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
< 451
END
says "local_scan: ... and says why" 'local_scan\(\) library open failed'
cp "$BUILD/local_scan.so" "$MODULE"
talk "local_scan: the module is back, without a restart" 198.51.100.67 <<END
mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
< 250
mail $BOUNCES/exim.eml <> <user@example.org>
< 550 bounces.forged
END
done_testing
