#!/bin/sh
# aclgen: options and exit codes, what build writes and what it refuses to write, the module file.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
D=$TMP/out.d
F=$D/joejob.inc

# ---- options and exit codes

ag --version
is "$code: $out" "0: aclgen 0.1.0" "--version"
ag --help
is "$code: $err" "0: " "--help"
has "$out" "build [options] POLICY -o DIR" "--help shows how to call it"

misuse "init, check, build, diff, rollback, doctor, doc, lists, test, explain, state, key, report or schema?"
misuse "there is no command fly" fly "$POLICY"
misuse "check takes one policy" check
misuse "check takes one policy" check a b
misuse "build needs -o" build --no-exim "$POLICY"
misuse "is not for check" check --no-exim --force "$POLICY"
misuse "not an option" check --nosuch "$POLICY"
misuse "not a format" check --format xml "$POLICY"
mkdir "$TMP/gone"
A=$(realpath "$ACLGEN")
# A shell that stands before it, as in check-valgrind, has something of its own to say.
err=$(cd "$TMP/gone" && rmdir "$TMP/gone" && "$A" init -o new.yaml 2>&1)
is "$? $(echo "$err" | grep -v '^sh: ')" "2 aclgen: new.yaml: the folder that this is in has no path: No such file or directory" \
	"called in a folder that is gone"

ag check --no-exim "$TMP/none.yaml"
is "$code" 2 "a policy that is missing: exit 2"
echo 'joejob: 1' >"$TMP/thin.yaml"
ag build --no-exim "$TMP/thin.yaml" -o "$D"
is "$code" 1 "a policy that is wrong: exit 1"
[ ! -e "$D" ]
ok $? "and nothing is written"
ag check --no-exim --templates "$TMP/none" "$POLICY"
is "$code" 1 "templates that are missing: exit 1"
has "$err" "[AG401]" "with a diagnostic"
ag check --no-exim --format json --templates "$TMP/none" "$POLICY"
has "$out" '"code":' "--format json: on stdout"

is "$(sed -n 's/^\.It \(AG[0-9]*\)$/\1/p' aclgen/aclgen.1)" \
	"$(grep -o '"AG[0-9]*"' aclgen/diag_codes.h | tr -d '"')" "aclgen(1) has all diagnostic codes"

# unprinted ARGUMENT...: standard output is a full disk
unprinted() {
	"$ACLGEN" "$@" >/dev/full 2>"$TMP/err"
	code=$?
	is "$code: $(grep -v -e --no-exim "$TMP/err")" \
		"2: aclgen: standard output: No space left on device" "aclgen $1 $2: output is lost"
}
unprinted --help
unprinted check --format=json --no-exim "$POLICY"
unprinted build --format=json --no-exim "$POLICY" -o "$D"
[ ! -e "$D" ]
ok $? "and nothing is written"

# ---- what build writes

ag build --no-exim "$POLICY" -o "$D"
is "$code" 0 "build makes the folder and the file"
has "$err" "(--no-exim)" "and says that Exim was not asked"
has "$err" "local_scan_path stays off" "and what that means for the door"
is "$(grep -c '^local_scan_path' "$F")" 0 "local_scan_path is not set by a module that Exim never loaded"
is "$(stat -c %a "$F")" 644 "the file's mode"
is "$(find "$D" -type f)" "$F" "there is no other file"
sum=$(tail -n +2 "$F" | sha256sum | cut -d' ' -f1)
is "$(head -n 1 "$F")" "# joejob.inc sha256=$sum" "the first line seals the rest"
inode=$(stat -c %i "$F")
ag build --no-exim "$POLICY" -o "$D"
is "$code: $(stat -c %i "$F")" "0: $inode" "the same policy again: the file is left alone"
cp "$F" "$TMP/first"
ag build --no-exim "$POLICY" -o "$TMP/other"
cmp -s "$F" "$TMP/other/joejob.inc"
ok $? "the same bytes elsewhere"

sed 's/timeout: 30s/timeout: 20s/' "$POLICY" >"$TMP/policy.yaml"
ag build --no-exim --diff "$TMP/policy.yaml" -o "$D"
has "$out" "+          !verify = recipient/defer_ok/callout=20s" "--diff shows the change"
is "$code: $(stat -c %i "$F")" "0: $inode" "and makes none"
ag build --no-exim --diff "$POLICY" -o "$TMP/nowhere"
has "$out" "+acl_jj_rcpt:" "--diff against nothing"
[ ! -e "$TMP/nowhere" ]
ok $? "makes no folder"
ag build --no-exim "$TMP/policy.yaml" -o "$D"
grep -q 'callout=20s' "$F"
ok $? "another policy replaces the file"

# ---- what it refuses to write

echo '# a change by hand' >>"$F"
cp "$F" "$TMP/changed"
ag build --no-exim "$POLICY" -o "$D"
is "$code" 2 "a file changed by hand: exit 2"
has "$err" "changed by hand" "it says why"
cmp -s "$F" "$TMP/changed"
ok $? "and leaves it alone"
ag build --no-exim --force "$POLICY" -o "$D"
cmp -s "$F" "$TMP/first"
ok $? "--force overwrites it"
sed -i 1d "$F"
ag build --no-exim "$POLICY" -o "$D"
is "$code" 2 "a file without the first line is not ours"

ag build --no-exim "$POLICY" -o "$TMP/no/such"
is "$code" 2 "a folder whose parent is missing: exit 2"
has "$err" "No such file" "it says why"
: >"$TMP/file"
ag build --no-exim "$POLICY" -o "$TMP/file"
has "$code: $err" "is not a folder" "a file in the place of the folder"
mkdir -p "$TMP/deep/joejob.inc"
ag build --no-exim "$POLICY" -o "$TMP/deep"
has "$code: $err" "is a directory" "a folder in the place of the file"

if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	mkdir "$TMP/full" "$TMP/fixed"
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare -m sh -c '
		mount -t tmpfs -o size=4k,nr_inodes=4 none "$1/full"
		head -c 3000 /dev/zero >"$1/full/ballast"
		"$2" build --no-exim "$3" -o "$1/full" 2>"$1/err"
		echo "$?: $(ls -A "$1/full")" >"$1/out"
		"$2" build --no-exim "$3" -o "$1/full/new" 2>"$1/err3"
		echo "$?: $(ls -A "$1/full")" >>"$1/out"
		mount -t tmpfs none "$1/fixed"
		mount -o remount,ro none "$1/fixed"
		"$2" build --no-exim "$3" -o "$1/fixed" 2>"$1/err2"
		echo "$?: $(ls -A "$1/fixed")" >>"$1/out"
	' - "$TMP" "$ACLGEN" "$POLICY"
	is "$(cat "$TMP/out")" "2: ballast
2: ballast
2: " "a full disk and a read-only one: exit 2, nothing half-written, no folder made for it"
	has "$(cat "$TMP/err")" "No space left" "it says that the disk is full"
	has "$(cat "$TMP/err2")" "Read-only" "or read-only"
	has "$(cat "$TMP/err3")" "full/new/joejob.inc: No space left" "and where it had made a folder"
else
	skip "a full disk takes root and namespaces"
fi

# ---- without the real Exim

ag check --exim "$TMP/none" "$POLICY"
is "$code" 2 "an Exim that is missing: exit 2"
has "$err" "[AG410]" "with a diagnostic"
if [ "$(id -u)" -ne 0 ]; then
	ag check "$POLICY"
	is "$code" 2 "without root: exit 2"
	done_testing
	exit 0
fi
if ! unshare -mn true 2>/dev/null || [ ! -x /usr/sbin/exim4 ]; then
	skip "the real Exim cannot be asked here"
	done_testing
	exit 0
fi

# ---- with the real Exim

ag build --module "$MODULE" "$POLICY" -o "$TMP/real"
is "$code: $err" "0: " "build with the real Exim is silent"
is "$(grep -c '^local_scan_path = "/' "$TMP/real/joejob.inc")" 1 \
	"and sets local_scan_path, to a path that is absolute"
sed 's/door: local_scan/door: acl/' "$POLICY" >"$TMP/acl.yaml"
ag build --module "$MODULE" "$TMP/acl.yaml" -o "$TMP/real-acl"
is "$code: $err" "0: " "the door acl"
is "$(grep -c local_scan_path "$TMP/real-acl/joejob.inc")" 0 "knows no local_scan_path"

for mode in log tag defer deny; do
	{
		sed 's/forged: deny/forged: MODE/; s/unverifiable: tag/unverifiable: MODE\n  unproven: MODE/
			s/verify: deny/verify: MODE/; s/door: local_scan/door: acl/' "$POLICY"
	} | sed "s/MODE/$mode/" >"$TMP/$mode.yaml"
	ag check --module "$MODULE" "$TMP/$mode.yaml"
	is "$code" 0 "all checks in the mode $mode"
done
sed 's/^joejob: 1/&\nmode: log/' "$POLICY" >"$TMP/shadow.yaml"
ag check --module "$MODULE" "$TMP/shadow.yaml"
is "$code" 0 "the whole policy in the shadow"
printf 'joejob: 1\nus: {hostname: mx.example.org, domains: {local: [localhost, example.org]}}\nhelo: {not_fqdn: deny}\n' \
	>"$TMP/localhost.yaml"
ag check --module "$MODULE" "$TMP/localhost.yaml"
is "$code" 0 "the HELO without a dot that check says is nobody's domain"
# No folder is named by check.
sed "s/layout: include/layout: whole/; s/AG321/&, AG391/" "$POLICY" >"$TMP/whole.yaml"
ag check --module "$MODULE" "$TMP/whole.yaml"
is "$code: $err" "0: " "layout: whole, and no -o"
# (A kill switch in a temporary folder is warned of.)
sed "s|door: local_scan|&\\n  kill_switch: $TMP/joejob.off|; s/AG321/&, AG353/" "$POLICY" \
	>"$TMP/kill.yaml"
: >"$TMP/joejob.off"
ag check --module "$MODULE" "$TMP/kill.yaml"
is "$code: $err" "0: " "while the kill switch is on"

# A site with nothing but a local domain, and one that only relays.
cat >"$TMP/small.yaml" <<'EOF'
joejob: 1
us:
  hostname: mx.example.org
  domains: {local: ["*.example.org", example.net]}
sender: {verify: deny}
EOF
ag check --module "$MODULE" "$TMP/small.yaml"
is "$code" 0 "a small site"
cat >"$TMP/relay.yaml" <<'EOF'
joejob: 1
us:
  hostname: mx.example.org
  domains: {relay_to: [example.org, "*.example.net"]}
  relay_from: [203.0.113.0/24, 198.51.100.0/24, "2001:db8::/32"]
sender: {verify: deny, callout: {for: all}}
recipient: {callout: {use_postmaster: true}}
bounces: {door: acl, senders: ["", "mailer-daemon@*", "*@*.bounces.example"], forged: deny}
EOF
ag check --module "$MODULE" "$TMP/relay.yaml"
is "$code" 0 "a site that only relays"

# ---- the module file

# module CODE WORDS TEXT FILE: an error at the door local_scan, a warning at the door acl
module() {
	ag build --module "$4" "$POLICY" -o "$TMP/mod"
	case $code:$err in
	1:*": error: "*"$2"*"[$1]"*) true ;;
	*) false ;;
	esac
	ok $? "$3: an error at the door local_scan"
	[ ! -e "$TMP/mod" ]
	ok $? "and nothing is written"
	ag check --module "$4" "$TMP/acl.yaml"
	case $code:$err in
	0:*": warning: "*"$2"*"[$1]"*) true ;;
	*) false ;;
	esac
	ok $? "a warning at the door acl"
}
module AG420 "is missing" "a missing module" "$TMP/none.so"
module AG420 "no regular file" "a folder as module" "$TMP"
head -c 10000 /dev/zero >"$TMP/zero.so"
module AG422 "no shared object" "a file of zeros as module" "$TMP/zero.so"
cp "$MODULE" "$TMP/secret.so"
chmod 600 "$TMP/secret.so"
module AG421 "cannot be read" "a module for root's eyes" "$TMP/secret.so"
if command -v cc >/dev/null; then
	echo 'extern int nosuch(void); int joejob(void); int joejob(void) { return nosuch(); }' |
		cc -shared -fPIC -Wl,-z,now -o "$TMP/lost.so" -xc -
	module AG423 "undefined symbol: nosuch" "a module with a foreign import" "$TMP/lost.so"
	# version NUMBER FILE: a module that has what is looked for, of another interface
	version() {
		for f in joejob local_scan local_scan_version_minor; do
			echo "int $f(void); int $f(void) { return 0; }"
		done >"$TMP/m.c"
		f=local_scan_version_major
		echo "int $f(void); int $f(void) { return $1; }" >>"$TMP/m.c"
		cc -shared -fPIC -o "$2" "$TMP/m.c"
	}
	version 4 "$TMP/old.so"
	module AG424 "version 4" "a module for an older Exim" "$TMP/old.so"
	version 9 "$TMP/new.so"
	module AG424 "version 9" "a module for a newer Exim" "$TMP/new.so"
	echo 'int some(void); int some(void) { return 0; }' | cc -shared -fPIC -o "$TMP/half.so" -xc -
	module AG423 "does not have the function" "a library that is no module" "$TMP/half.so"
fi

# ---- signing is tried, whatever else the policy has

if [ -e "$MODULE" ] && [ "$(id -u)" = 0 ]; then
	{
		sed 's|^bounces:|&\n  token: {keys: /nonexistent/keys/token}|' "$POLICY"
		printf 'spf: {softfail: tag}\ngreylist: {}\nstate: {backend: pgsql, server: db.example.org}\n'
	} >"$TMP/token.yaml"
	ag check --module "$MODULE" "$TMP/token.yaml"
	is "$code $(echo "$err" | grep -c AG426)" "0 0" "a token is made, also where a server remembers"
	mkdir "$TMP/adds"
	sed 's/^  accept  condition = ${if eq{$return_path}{}}$/&\n          message = X-Bad: 1/' \
		templates/token.acl >"$TMP/adds/token.acl"
	ag check --module "$MODULE" --templates "$TMP/adds" "$TMP/token.yaml"
	is $code 1 "a stanza that adds to bounces"
	has "$err" "this Exim would add to a bounce" "... is found"
	sed 's/{$acl_arg1}{$acl_arg2}/{x@example.org}{$acl_arg2}/' templates/token.acl >"$TMP/adds/token.acl"
	ag check --module "$MODULE" --templates "$TMP/adds" "$TMP/token.yaml"
	has "$err" "this Exim makes no token by the module" "so is one that signs for another address"
fi

# ---- nothing is left

# left SECONDS SIGNAL: a check that is ended after a while leaves no folder and no Exim
left() {
	"$ACLGEN" check --module "$MODULE" "$POLICY" 2>/dev/null &
	pid=$!
	sleep "$1"
	[ -z "$2" ] || kill -s "$2" $pid
	wait $pid 2>/dev/null
	out=$(ls -d /run/aclgen.$pid.* 2>/dev/null; pgrep -f "/run/aclgen.$pid.")
	[ -z "$out" ]
	ok $? "$3"
}
left 0 '' "nothing is left of a check"
left 0.05 TERM "nor of one that gets a SIGTERM at once"
left 0.2 TERM "nor in the middle"
left 0.3 INT "nor after a SIGINT"

done_testing
