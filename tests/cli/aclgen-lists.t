#!/bin/sh
# aclgen lists, and what build does about databases: which lists become one, where they are, what is
# overwritten. What Exim finds in them: tests/exim/lists_same.t.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
D=$TMP/d
L=$D/lists
P=$TMP/p.yaml

# policy LINE...: a small one with these lines
policy() {
	printf '%s\n' 'joejob: 1' 'us: {hostname: mx.example.org, domains: {local: [example.org]}}' "$@" >"$P"
}
build() {
	ag build --no-exim "$P" -o "$D" "$@"
}
lists() {
	ag lists "$P" -o "$D" "$@"
}
# numbers N: addresses as a list in YAML
numbers() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "%s10.0.%d.%d", i ? "," : "[", i / 256, i % 256; print "]" }'
}
inode() {
	stat -c %i "$1"
}

# ---- usage

ag lists "$P"
is "$code: $err" "2: aclgen: lists needs -o DIR; see aclgen --help" "lists needs -o"
ag lists --exim /bin/true "$P" -o "$D"
is "$code" 2 "--exim is not for lists"
policy
lists
is "$code" 2 "no joejob.inc: exit 2"
has "$err" "run aclgen build" "and what to do"
[ ! -e "$D" ]
ok $? "and nothing is made"
ag lists "$TMP/none.yaml" -o "$D"
is "$code" 2 "no policy: exit 2"
build
lists
is "$code" 2 "a policy without such a list: exit 2"
has "$err" "has no list in a file or of more than 200 items" "and why"
[ ! -e "$L" ]
ok $? "build makes no folder for nothing"

# ---- which lists

policy "block: {hosts: $(numbers 200)}"
build
is "$code: $(ls "$L" 2>/dev/null)" "0: " "200 items stand inline"
policy "block: {hosts: $(numbers 201)}"
build
is "$code: $(ls "$L")" "0: block.hosts.cdb" "201 are a database"
is "$(stat -c %a "$L" "$L/block.hosts.cdb" | paste -sd' ')" "755 644" "which everybody can read"
grep -q '10\.0\.0\.' "$D/joejob.inc"
is "$?" 1 "and none of them is in joejob.inc"
first=$(inode "$L/block.hosts.cdb")
build
is "$(inode "$L/block.hosts.cdb")" "$first" "the same list again: the file is left alone"
policy "block: {hosts: $(numbers 200)}"
lists
is "$code" 2 "a list that is none in the policy any more: exit 2"
policy "block: {hosts: $(numbers 202)}"
lists
is "$code: $err" "0: " "another item: aclgen lists"
[ "$(inode "$L/block.hosts.cdb")" != "$first" ]
ok $? "writes the database anew"
policy "us: {hostname: mx.example.org, domains: {local: {file: $TMP/ours}}, relay_from: $(numbers 201)}"
sed -i 2d "$P"
echo example.org >"$TMP/ours"
build
is "$code: $(ls "$L" 2>/dev/null)" "0: block.hosts.cdb" "lists that say who we are are none, and what is gone stays for the generation before"
rm -r "$D/previous"
build
is "$code: $(ls "$L" 2>/dev/null)" "0: " "without that it is taken away"
has "$(cat "$D/joejob.inc")" "domainlist jj_local = <; example.org" "they stand inline"

# ---- what is refused, and what is left behind

printf '192.0.2.1\n' >"$TMP/items"
policy "block: {hosts: {file: items}, senders: {file: items2}}"
echo nuisance.example >"$TMP/items2"
build
is "$code: $(ls "$L" | paste -sd' ')" "0: block.hosts.cdb block.senders.cdb" "two files"
printf '192.0.2.0/33\n' >"$TMP/items"
echo other.example >"$TMP/items2"
second=$(inode "$L/block.senders.cdb")
lists
is "$code" 1 "an item that is wrong: exit 1"
has "$err" "items:1:1: error: block.hosts: \"192.0.2.0/33\"" "by file, line and column"
is "$(inode "$L/block.senders.cdb")" "$second" "and the other list is left, too"
ag lists --format json "$P" -o "$D"
has "$out" '"file":"' "--format json"
printf '192.0.2.1\nmx.example.net\n' >"$TMP/items"
lists
is "$code: $err" "2: aclgen: $D/joejob.inc does not ask for this list as the policy has it: block.hosts; run aclgen build" \
	"a host name, which stands in joejob.inc"
printf '192.0.2.1\n' >"$TMP/items"
cp "$D/joejob.inc" "$TMP/inc"
echo by hand >>"$D/joejob.inc"
build
is "$code" 2 "joejob.inc was changed by hand: exit 2"
is "$(inode "$L/block.senders.cdb")" "$second" "and the lists are left"
cp "$TMP/inc" "$D/joejob.inc"
echo mine >"$L/block.hosts.cdb"
build
is "$code: $err" "2: aclgen: the real Exim was not asked (--no-exim); local_scan_path stays off, so bounces are not judged
aclgen: $L/block.hosts.cdb: is not aclgen's, or damaged; overwrite with --force" "a file that is not ours"
is "$(cat "$L/block.hosts.cdb"): $(inode "$L/block.senders.cdb")" "mine: $second" "is left, and so are the others"
ag build --no-exim --diff "$P" -o "$D"
has "$out" "$L/block.hosts.cdb: another database with 1 keys" "--diff names the lists"
is "$(cat "$L/block.hosts.cdb")" mine "and writes none"
lists --force
is "$code" 0 "--force overwrites it"
: >"$L/block.hosts.cdb"
lists
[ "$code" = 0 ] && [ "$(stat -c %s "$L/block.hosts.cdb")" -gt 2048 ]
ok $? "an empty file is nobody's"
rm "$L/block.hosts.cdb"
ln -s "$TMP/elsewhere" "$L/block.hosts.cdb"
lists
is "$code" 2 "a link is not followed"
rm "$L/block.hosts.cdb"
mkdir "$L/block.hosts.cdb"
lists --force
is "$code" 2 "a folder is not overwritten, not even with --force"
rmdir "$L/block.hosts.cdb"
lists
is "$(find "$D" -name '.*' -type f | wc -l)" 0 "nothing is left behind"
rm -rf "$D"
mkdir -p "$TMP/with blank"
ag build --no-exim "$P" -o "$TMP/with blank"
is "$code: $(find "$TMP/with blank" -type f)" "1: " "a folder that cannot be named in a list: exit 1"
has "$err" "[AG400]" "with a diagnostic"

# ---- other layouts

policy "block: {hosts: {file: items}}" "output: {layout: whole}"
low=$(mktemp -d "$TMP/x" 2>/dev/null || echo "$TMP/x")
case $TMP in
*[A-Z]*) low=$(echo "/tmp/aclgen-lists.$$") ;;
esac
build -o "$low"
is "$code: $(cd "$low" && find . -type f | sort | paste -sd' ')" "0: ./exim.conf ./lists/block.hosts.cdb" "layout: whole"
ag lists "$P" -o "$low"
is "$code" 0 "... and aclgen lists"
rm -rf "$low"
policy "block: {hosts: {file: items}}" "output: {layout: debian-split}"
mkdir -p "$low/conf.d/acl" "$low/conf.d/main" "$low/conf.d/router" "$low/conf.d/transport"
build -o "$low"
is "$code: $(ls "$low/joejob/lists")" "0: block.hosts.cdb" "layout: debian-split"
has "$(cat "$low/joejob/joejob.inc")" "$low/joejob/lists/block.hosts.cdb" "... names it"
ag lists "$P" -o "$low"
is "$code" 0 "... and aclgen lists"
rm -rf "$low"

# ---- long files

awk 'BEGIN { for (i = 0; i < 300000; i++) printf "10.%d.%d.%d\n", i / 65536 % 4, i / 256 % 256, i % 256 }' >"$TMP/items"
policy "block: {hosts: {file: items}}"
build
is "$code: $(echo "$err" | grep -c AG207)" "0: 21" "duplicates: twenty are told, and that there are more"
has "$err" "items:262145:1: warning: block.hosts: \"10.0.0.0\" stands in the list twice" "the later one of both"
has "$err" "more items stand in the list twice" "... and more"
done_testing
