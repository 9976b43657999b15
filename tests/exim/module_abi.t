#!/bin/sh
# A module for another Exim: aclgen does not install it; where it gets in afterwards, door acl loses
# only the check. What Exim does at door local_scan is recorded: no configuration can prevent it.
. "$(dirname "$0")/../lab/test.sh"

world
cat >"$LAB/abi.c" <<'END'
int local_scan_version_major(void);
int local_scan_version_minor(void);
int local_scan(int, unsigned char **);
int local_scan_version_major(void) { return 99; }
int local_scan_version_minor(void) { return 0; }
int local_scan(int fd, unsigned char **text) { (void)fd; (void)text; return 0; }
END
ok "a module of another ABI compiles" "${CC:-cc}" -shared -fPIC -o "$LAB/abi.so" "$LAB/abi.c"

site local_scan
ok "local_scan: aclgen refuses it, and leaves what was there" refuses_module "$LAB/abi.so"
cp "$LAB/abi.so" "$MODULE.new"
mv "$MODULE.new" "$MODULE"
{
	hello 198.51.100.67
	printf 'mail %s <carl@sender.example> <user@example.org>\n< 4\n' "$BOUNCES/mail.eml"
} >"$LAB/script"
talk_bare "local_scan: exchanged for it afterwards, Exim puts off all mail" 198.51.100.67 <"$LAB/script"
says "local_scan: ... and says why" 'incompatible'

site acl
cp "$LAB/abi.so" "$MODULE.new"
mv "$MODULE.new" "$MODULE"
talk "acl: exchanged for it afterwards, a joe job is taken" 203.0.113.10 <<END
mail $BOUNCES/exim.eml <> <user@example.org>
< 250
END
ok "acl: ... and the panic log says so once" module_in_panic_log
talk "acl: ordinary mail does not notice" 198.51.100.67 <<END
mail $BOUNCES/mail.eml <carl@sender.example> <user@example.org>
< 250
END
no_panic "acl: ... nor does the panic log"
done_testing
