#!/bin/sh
# aclgen diff and rollback: what build would change; the generation that it replaced, and back to it,
# also after a build that failed or was killed.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
D=$TMP/out.d
F=$D/joejob.inc
P=$D/previous

one=$TMP/one.yaml two=$TMP/two.yaml three=$TMP/three.yaml
for t in 20 30 40; do
	sed "s/timeout: 30s/timeout: ${t}s/" "$POLICY" >"$TMP/$t.yaml"
done
mv "$TMP/20.yaml" "$one"
mv "$TMP/30.yaml" "$two"
mv "$TMP/40.yaml" "$three"

# build POLICY: without the real Exim; silent but for that
build() {
	ag build --no-exim "$1" -o "$D"
	err=$(echo "$err" | grep -v -e --no-exim)
}

# text POLICY: what it makes
text() {
	rm -rf "$TMP/ref"
	"$ACLGEN" build --no-exim "$1" -o "$TMP/ref" 2>/dev/null
	sed -n '1p' "$TMP/ref/joejob.inc"
}
text1=$(text "$one") text2=$(text "$two") text3=$(text "$three")
[ "$text1" != "$text2" ] && [ "$text2" != "$text3" ]
ok $? "three policies, three files"

# holds CURRENT PREVIOUS TEXT: the first lines; nothing else is there
holds() {
	is "$(cat "$F" 2>/dev/null | sed -n 1p) $(cat "$P/joejob.inc" 2>/dev/null | sed -n 1p)" "$1 $2" "$3"
	[ ! -e "$P.new" ] && [ -z "$(find "$D" -name '.*.*')" ]
	ok $? "and nothing is left"
}

# ---- there and back

ag rollback "$D"
has "$code: $err" "2: aclgen: $D has no generation to go back to" "a folder that is not there"
build "$one"
holds "$text1" "" "the first build replaces nothing"
ag rollback "$D"
has "$code: $err" "2: aclgen: $D has no generation to go back to" "so there is nothing to go back to"
build "$one"
holds "$text1" "" "nor does the same again"
ag diff --no-exim "$two" -o "$D"
has "$code: $out" "=30s" "diff shows what build would change"
holds "$text1" "" "and changes nothing"
ag diff --no-exim "$one" -o "$D"
is "$code: $out" "0: " "diff of the same is empty"
ag diff "$one"
has "$code: $err" "2: aclgen: diff needs -o DIR" "diff without a folder"
build "$two"
is "$code: $err" "0: " "a second build"
holds "$text2" "$text1" "keeps what it replaces"
is "$(stat -c %a "$P" "$P/joejob.inc" "$P/layout")" "755
644
644" "as readable as the file itself"
build "$three"
holds "$text3" "$text2" "a third keeps the second"
ag rollback --diff --no-exim "$D"
has "$code: $out" "=30s" "rollback --diff shows it"
holds "$text3" "$text2" "and changes nothing"
ag rollback --no-exim "$D"
is "$code" 0 "rollback"
holds "$text2" "$text3" "is back at the second"
ag rollback --no-exim -o "$D"
holds "$text3" "$text2" "and once more goes forward again"
build "$three"
holds "$text3" "$text2" "a build that changes nothing replaces nothing"
ag rollback "$D" "$D"
has "$code: $err" "2: aclgen: rollback takes" "two folders"

# ---- by hand

echo '# mine' >>"$F"
ag rollback --no-exim "$D"
has "$code: $err" "2: aclgen: $F: has been changed by hand" "a file that was changed by hand stays"
is "$(tail -n 1 "$F")" "# mine" "as it is"
build "$two"
is "$code" 2 "for build, too"
is "$(sed -n 1p "$P/joejob.inc")" "$text2" "and the generation with it"
ag rollback --no-exim --force "$D"
holds "$text2" "$text3" "unless --force says otherwise"
ag rollback --no-exim "$D"
has "$code: $err" "2: aclgen: $P: has been changed by hand" "nor is a hand-made one taken"
ag rollback --no-exim --force "$D"
is "$code: $(tail -n 1 "$F")" "0: # mine" "unless --force says otherwise"
rm -rf "$D"
build "$one"
build "$two"
: >"$P/layout"
ag rollback --no-exim "$D"
has "$code: $err" "2: aclgen: $D has a damaged generation" "a damaged one"
holds "$text2" "$text1" "changes nothing"
build "$three"
holds "$text3" "$text2" "and the next build makes a new one"

# ---- killed in the middle

# halfway: as at the moment when everything is ready and nothing is changed
halfway() {
	rm -rf "$D"
	build "$one"
	build "$two"
	cp -r "$P" "$P.new"
	cp "$F" "$P.new/joejob.inc"
}
halfway
ag rollback --no-exim "$D"
is "$code" 0 "killed before anything was changed"
holds "$text1" "$text2" "the generation is the one of before"
halfway
build "$three"
holds "$text3" "$text2" "and the next build goes its way"
halfway
rm "$P.new/joejob.inc"
build "$three"
holds "$text3" "$text2" "killed while it was copied"
halfway
rm "$P.new/joejob.inc"
echo '# joe' >"$P.new/.joejob.inc.abcdef"
build "$three"
holds "$text3" "$text2" "killed in the middle of a file of the copy"
halfway
cp "$TMP/ref/joejob.inc" "$F"
ag rollback --no-exim "$D"
holds "$text2" "$text3" "killed when the new one was in its place: the old one is the generation"
halfway
cp "$TMP/ref/joejob.inc" "$F"
rm "$P/joejob.inc"
ag rollback --no-exim "$D"
holds "$text2" "$text3" "killed while the older one was taken away"
halfway
cp "$TMP/ref/joejob.inc" "$F"
build "$one"
holds "$text1" "$text3" "and for a build"

# ---- the server's password, and databases

state() {
	{
		sed "s/timeout: 30s/timeout: $2/" "$POLICY"
		printf 'greylist: {}\nstate: {backend: redis, server: db.example.org, password: {file: %s}}\n' "$TMP/pw"
	} >"$1"
}
(umask 077 && echo first >"$TMP/pw")
state "$one" 20s
rm -rf "$D"
build "$one"
S=$D/joejob-state.inc
cp "$S" "$TMP/secret1"
echo second >"$TMP/pw"
build "$one"
is "$code: $(stat -c %a "$P/joejob-state.inc")" "0: 600" "a secret is kept for root's eyes"
cmp -s "$TMP/secret1" "$P/joejob-state.inc"
ok $? "as it was"
ag rollback --diff --no-exim "$D"
is "$code: $(echo "$out" | grep -c -e first -e second)" "0: 0" "and is not shown"
cp "$S" "$TMP/secret2"
ag rollback --no-exim "$D"
cmp -s "$TMP/secret1" "$S" && cmp -s "$TMP/secret2" "$P/joejob-state.inc"
ok $? "rollback takes it back"
is "$(stat -c %a "$S")" 600 "for root's eyes"
mkdir "$P.new"
printf 'include\n' >"$P.new/layout"
cp "$F" "$S" "$P.new"
cp "$TMP/secret2" "$S"
build "$one"
cmp -s "$TMP/secret2" "$S" && cmp -s "$TMP/secret1" "$P/joejob-state.inc"
ok $? "killed between the secret and the rest: what was in force is the generation"
build "$three"
[ ! -e "$S" ]
ok $? "a policy without a server has no secret"
ag rollback --no-exim "$D"
cmp -s "$TMP/secret2" "$S"
ok $? "and rollback brings it back"

rm -rf "$D"
echo 203.0.113.1 >"$TMP/list"
sed "s|^exempt:|&\n  hosts: {file: $TMP/list}|" "$POLICY" >"$one"
build "$one"
build "$two"
[ -e "$D/lists/exempt.hosts.cdb" ]
ok $? "a database that the generation before asks for stays"
ag diff --no-exim "$two" -o "$D"
is "$code: $out" "0: " "which diff knows"
build "$three"
[ ! -e "$D/lists/exempt.hosts.cdb" ]
ok $? "and goes with the generation"

# ---- other layouts

# (Debian's layouts name a folder without capitals.)
W=/tmp/joejob.$$.etc
trap 'rm -rf "$TMP" "$W"' EXIT
mkdir -p "$W/conf.d/main" "$W/conf.d/acl" "$W/conf.d/router" "$W/conf.d/transport"
for l in debian-split debian-hooks; do
	sed "s/layout: include/layout: $l/" "$POLICY" >"$TMP/$l.yaml"
done
ag build --no-exim "$TMP/debian-split.yaml" -o "$W"
find "$W" -type f -exec sha256sum {} + | sort -k 2 >"$TMP/split"
ag build --no-exim "$TMP/debian-hooks.yaml" -o "$W"
ag rollback --no-exim "$W/joejob"
has "$code: $err" "2: aclgen: $W/joejob is not the folder that -o named" "the folder below"
ag rollback --no-exim "$W"
is "$code" 0 "from one layout for Debian to the other"
find "$W" -path "$W/joejob/previous" -prune -o -type f -exec sha256sum {} + | sort -k 2 >"$TMP/now"
is "$(diff "$TMP/split" "$TMP/now")" "" "all files are as they were"
is "$(cat "$W/joejob/previous/layout")" debian-hooks "and the other one is the generation"
ag rollback --no-exim "$W"
is "$code: $(ls "$W/joejob")" "0: data.acl
joejob.inc
previous
rcpt.acl" "and back"

# ---- a full disk

if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	# From room for nothing to room for all: it is the old state or the new one.
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare -m sh -c '
		mkdir "$1/full"
		mount -t tmpfs -o size=600k none "$1/full"
		"$2" build --no-exim "$3" -o "$1/full/d" 2>/dev/null
		"$2" build --no-exim "$4" -o "$1/full/d" 2>/dev/null
		cp -r "$1/full/d" "$1/before"
		for room in 0 4 8 16 24 32 40 48 56 64 72 80 96 112 128 160; do
			rm -f "$1/full/ballast"
			rm -rf "$1/full/d"
			cp -r "$1/before" "$1/full/d"
			head -c 1000000 /dev/zero >"$1/full/ballast" 2>/dev/null
			truncate -s -${room}k "$1/full/ballast"
			"$2" build --no-exim "$5" -o "$1/full/d" 2>/dev/null
			code=$?
			[ "$code" = 0 ] || [ "$code" = 2 ] || echo "$room: code $code"
			if [ "$code" = 2 ]; then
				diff -r "$1/before" "$1/full/d" || echo "$room: changed"
			else
				cmp "$1/before/joejob.inc" "$1/full/d/previous/joejob.inc" || echo "$room"
			fi
			echo "$code" >>"$1/codes"
		done
	' - "$TMP" "$ACLGEN" "$two" "$three" "$two" >"$TMP/out" 2>&1
	is "$(cat "$TMP/out")" "" "a full disk leaves the old files and their generation"
	is "$(sort -u "$TMP/codes" | tr '\n' ' ')" "0 2 " "whatever room there is"
else
	skip "a full disk takes root and namespaces"
fi

# ---- the real Exim

need_exim
rm -rf "$D"
build "$two"
build "$three"
{
	printf '#!/bin/sh\n'
	printf 'exec exim4 -C %s "$@"\n' "$TMP/exim.conf"
} >"$TMP/exim4"
chmod 755 "$TMP/exim4"
printf 'primary_hostname = mx.example.org\nkeep_environment =\n.include %s\n' "$F" >"$TMP/exim.conf"
ag rollback --exim "$TMP/exim4" "$D"
is "$code: $err" "0: " "Exim takes it"
holds "$text2" "$text3" "so it is in force"
# A generation that this Exim does not take: its seal is right.
{
	sed 1d "$P/joejob.inc"
	echo '  nosuch = condition'
} >"$TMP/body"
{
	echo "# joejob.inc sha256=$(sha256sum <"$TMP/body" | cut -d' ' -f1)"
	cat "$TMP/body"
} >"$P/joejob.inc"
cp "$P/joejob.inc" "$TMP/bad"
ag rollback --exim "$TMP/exim4" "$D"
has "$code: $err" "2: aclgen: $D: with the generation in $P" "one that Exim does not take"
has "$err" "nothing is changed" "is not taken"
has "$err" "nosuch" "... with what Exim says of it"
is "$(sed -n 1p "$F")" "$text2" "and what is in force stays"
cmp -s "$TMP/bad" "$P/joejob.inc"
ok $? "as does the generation"
ag rollback --no-exim "$D"
is "$code" 0 "--no-exim does not ask"
ag rollback --exim "$TMP/exim4" "$D"
is "$code: $(sed -n 1p "$F")" "0: $text2" "and the way back from a broken one is open"
ag rollback --exim "$TMP/none" "$D"
has "$code: $err" "0: aclgen: the real Exim is not asked: it is not there" "without an Exim"
done_testing
