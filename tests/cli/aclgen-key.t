#!/bin/sh
# aclgen key: files that Exim can read and others cannot, never overwritten, never half there, and no
# secret on the screen.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh

keys=$TMP/keys/token
secret() {
	grep -Eo '[0-9a-f]{64}$' "$keys"
}
mode() {
	stat -c %a "$1"
}
age() {
	sed -i -E "s/^(..) [0-9]+ ([0-9]+) /\1 $(($(date +%s) - $1 * 86400 - 1)) $(($(date +%s) - $1 * 86400)) /" "$keys"
}

ag key new "$keys"
is $code 0 "key new"
has "$out" "$keys: the key " "... says what it did"
if [ "$(id -u)" = 0 ] && getent group Debian-exim >/dev/null; then
	is "$(stat -c '%U %G %a' "$keys") $(stat -c '%U %G %a' "$TMP/keys")" \
		"root Debian-exim 640 root Debian-exim 750" "... root's, and for Exim's group, folder and all"
else
	is "$(mode "$keys")" 600 "... ours alone"
fi
first=$(secret)
is "$(echo "$first" | wc -l)" 1 "... with one key"
# A group that nobody knows is not the group 0.
if [ "$(id -u)" = 0 ]; then
	printf '#!/bin/sh\necho exim_user = nobody\necho exim_group = no-such\necho spool_directory = /\n' >"$TMP/exim"
	chmod 755 "$TMP/exim"
	ag key new --exim "$TMP/exim" "$TMP/closer"
	has "$out" "you alone can read it" "a key where Exim's group is unknown is root's alone"
	has "$out" "there is no group no-such" "... which is said"
	is "$(stat -c %a "$TMP/closer")" 600 "... and so"
fi
ag key new "$keys"
is "$code $(secret)" "2 $first" "key new does not overwrite"
has "$err" "is there already" "... and says so"
ln -s nowhere "$TMP/link"
ag key new "$TMP/link"
is "$code $(readlink "$TMP/link")" "2 nowhere" "... nor a link"
ag key show "$keys"
has "$out" "  signs" "key show"

chmod 600 "$keys"
ln -s keys/token "$TMP/other"
ag key rotate "$TMP/other"
is "$code $(readlink "$TMP/other") $(mode "$keys")" "0 keys/token 600" "key rotate keeps a link and the mode"
is "$(secret | sed -n 2p)" "$first" "... the old key is behind the new one"
ag key show "$keys"
is "$(echo "$out" | grep -c ' signs$') $(echo "$out" | grep -c ' retired ')" "1 1" "... and retired"
case $out in
*"$first"* | *"$(secret | head -n 1)"*) ok 1 "no secret is shown" ;;
*) ok 0 "no secret is shown" ;;
esac
for _ in 1 2 3 4 5 6; do ag key rotate "$keys"; done
is "$code $(secret | wc -l)" "0 8" "eight keys"
cp "$keys" "$TMP/before"
ag key rotate "$keys"
is $code 2 "... and not nine"
cmp -s "$keys" "$TMP/before"
ok $? "... which changes nothing"
age 59
ag key rotate "$keys"
is $code 2 "keys of 59 days are not dropped"
age 61
ag key rotate "$keys"
is "$code $(secret | wc -l)" "0 2" "those of 61 are"

: >"$keys.new"
ag key rotate "$keys"
is $code 2 "two at a time"
has "$err" "$keys.new is there: another aclgen key is at work" "... is refused"
rm "$keys.new"
chmod 644 "$keys"
for action in rotate show; do
	ag key $action "$keys"
	is $code 2 "key $action of a file that others can read"
	has "$err" "can be read or written by others" "... is refused"
done
# Who reads before that would replace what another one has written meanwhile.
: >"$keys.new"
ag key rotate "$keys"
has "$err" "$keys.new is there: another aclgen key is at work" "no key is read while another one writes"
rm "$keys.new"
echo 'joejob-keys 2' >"$keys"
chmod 600 "$keys"
ag key rotate "$keys"
is "$code $(cat "$keys")" "2 joejob-keys 2" "a file of a later version is left alone"
ag key rotate "$TMP/nothing"
is "$code" 2 "a file that is not there"
ag key
is $code 2 "no action"
ag key new
is $code 2 "no file"
is "$(find "$TMP" -name '*.new')" "" "nothing is left behind"
done_testing
