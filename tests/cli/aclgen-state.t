#!/bin/sh
# aclgen state, on SQLite and on what is wrong: made, counted, tidied, brought up to date.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
need_exim
command -v sqlite3 >/dev/null || cannot "sqlite3 is not installed"

# Who has become another user cannot be searched for leaks.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
# The path of a lookup has no capitals, as those of mktemp.
D=/tmp/aclgen-state.$$
trap 'rm -rf "$TMP" "$D"' EXIT
mkdir "$D" || exit 2
DB=$D/var/state.db

# policy BACKEND...: what stands in state.
policy() {
	cat >"$TMP/p.yaml" <<-END
		joejob: 1
		us: {hostname: mx.example.org, domains: {local: [example.org]},
		  outbound: [{for: "*", hosts: [mx.example.org], complete: yes}]}
		connect: {ptr: tag}
		greylist: {}
		honeypot: {addresses: [trap@example.org]}
		state: {$1}
	END
}

state() {
	ag state "$1" "$TMP/p.yaml"
}

sql() {
	sqlite3 "$DB" "$1"
}

policy "backend: sqlite, file: $DB"
state show
is "$code: $err" "2: aclgen: $DB: unable to open database file" "show without a file"
state init
is "$code: $out$err" "0: sqlite $DB is made" "init"
is "$(stat -c '%U %a' "$DB") $(stat -c '%U %a' "$D/var")" "Debian-exim 640 Debian-exim 750" "... it is Exim's, and so is its folder"
is "$(sql 'PRAGMA journal_mode') $(sql 'PRAGMA user_version')" "wal 2" "... in WAL mode, of version 2"
state init
is "$code: $out$err" "0: sqlite $DB is ready, as before" "init again"

# Ages in the middle of what they are called, so that a slow machine calls them the same.
now=$(date +%s)
sql "INSERT INTO joejob_state VALUES
	('known-a', $now - 90, $now + 1000), ('known-b', $now - 9000, $now + 1000),
	('known-c', 1000, 2000), ('first-a', $now - 90, $now + 1000), ('visitor-a', $now - 90, $now + 1000)"
state show
is "$code: $err" "0: " "show"
is "$out" "sqlite $DB
known             2  networks that came back, the last one 1m ago, the first 2h
first             1  first attempts, the last one 1m ago, the first 1m
visitor           1  visitors of the honeypot, the last one 1m ago, the first 1m
put-off           0  clients that were put off
expired           1  more that mean nothing any more; aclgen state expire takes them away" "... in words"
ag state show --format json "$TMP/p.yaml"
is "$code: $out" "0: {\"backend\":\"sqlite\",\"schema\":2,\"known\":{\"n\":2,\"oldest\":$((now - 9000)),\"newest\":$((now - 90))},\"first\":{\"n\":1,\"oldest\":$((now - 90)),\"newest\":$((now - 90))},\"visitor\":{\"n\":1,\"oldest\":$((now - 90)),\"newest\":$((now - 90))},\"put-off\":{\"n\":0,\"oldest\":0,\"newest\":0},\"expired\":1}" "... as JSON"
state expire
is "$code: $out$err" "0: " "expire says nothing into a pipe"
is "$(sql 'SELECT group_concat(key) FROM (SELECT key FROM joejob_state ORDER BY key)')" \
	"first-a,known-a,known-b,visitor-a" "... what means nothing is gone"

# Copies of what was refused are Exim's, whoever has the database.
mkdir "$D/kept"
: >"$D/kept/1000-aa" && : >"$D/kept/$now-bb"
chown -R Debian-exim "$D/kept"
chmod 700 "$D/kept"
chown -R nobody "$D/var"
echo "bounces: {keep: {dir: $D/kept}}" >>"$TMP/p.yaml"
state expire
is "$code: $out$err $(ls "$D/kept")" "0:  $now-bb" "expire takes old copies away, too"
chown -R Debian-exim "$D/var"

# More than one batch.
sql "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
	INSERT INTO joejob_state SELECT 'first-' || i, 1, CASE WHEN i % 2 THEN 2 ELSE $now + 1000 END FROM n"
state expire
is "$code: $(sql "SELECT count(*) FROM joejob_state WHERE key LIKE 'first-%'")" "0: 12501" "expire in several batches"

# Version 1 had no index.
rm -f "$DB"*
sql "CREATE TABLE joejob_state (key TEXT PRIMARY KEY, at BIGINT NOT NULL, until BIGINT NOT NULL);
	INSERT INTO joejob_state VALUES ('known-old', 1, $now + 1000); PRAGMA user_version=1"
chown Debian-exim "$DB"*
state show
is "$code: $err" "2: aclgen: $DB: its tables are missing or old; aclgen state init makes them" "tables of version 1"
state init
is "$code: $out$err" "0: sqlite $DB is brought up to date" "... are brought up to date"
is "$(sql "SELECT count(*) FROM joejob_state WHERE key='known-old'") $(sql 'PRAGMA user_version') $(sql "SELECT count(*) FROM sqlite_master WHERE name='joejob_state_until'")" \
	"1 2 1" "... and keep their rows"
sql 'PRAGMA user_version=99'
for action in init show expire; do
	state $action
	is "$code: $err" \
		"2: aclgen: $DB: its tables are of version 99, and this aclgen knows 2; take a newer aclgen" \
		"$action of tables of a newer version"
done
echo "this is no database, and longer than a page's header would be" >"$DB"
rm -f "$DB"-*
state show
is "$code: $err" "2: aclgen: $DB: file is not a database" "a damaged file"
rm -f "$DB"
: >"$D/file"
policy "backend: sqlite, file: $D/file/state.db"
state init
is "$code" 2 "a folder that is a file"
has "$err" "aclgen: $D/file" "... is named"
policy "backend: sqlite, file: $D/none/none/state.db"
state init
is "$code: $err" "2: aclgen: $D/none/none: No such file or directory" "no folder to make it in"

# The other backends, where nobody is.
policy "backend: pgsql, server: $D"
for action in init show expire; do
	state $action
	is "$code" 2 "PostgreSQL is not there: $action"
	has "$err" "aclgen: PostgreSQL at $D: connection to server on socket" "... is said"
	is "$(echo "$err" | wc -l)" 1 "... in one line"
done
ag state init --sql "$TMP/p.yaml"
is "$code: $err" "0: " "what PostgreSQL would be told"
has "$out" "CREATE TABLE joejob_state (key TEXT PRIMARY KEY, at BIGINT NOT NULL, until BIGINT NOT NULL);" "... is printed"
policy "backend: redis, server: \"127.0.0.1:1\""
for action in init show expire; do
	state $action
	is "$code: $err" "2: aclgen: Redis at 127.0.0.1:1: Connection refused" "Redis is not there: $action"
done
policy "backend: pgsql, server: site"
state show
is "$code" 2 "a server that Exim's configuration alone knows"
has "$err" "state.server: site: which server that is, Exim's configuration knows alone" "... is said"

ag state
is "$code: $err" "2: aclgen: state takes init, show or expire, and a policy; see aclgen --help" "state alone"
ag state init
is "$code: $err" "2: aclgen: state takes one policy; see aclgen --help" "no policy"
policy "backend: sqlite, file: $DB"
ag state show --sql "$TMP/p.yaml"
is "$code: $err" "2: aclgen: --sql is for the backend pgsql" "--sql of SQLite"
policy "backend: mysql"
state show
is "$code" 1 "a policy that is wrong"
has "$err" "p.yaml:7:18: error: state.backend" "... has its place"
done_testing
