#!/bin/sh
# Upstream Exims with joejob compiled in, built here from the sources in Debian's archive: bounce
# and joe job through local_scan, and through a dlfunc module made for that Exim.
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
. tests/exim-versions/converse.sh
. tests/exim-versions/debian.sh

here=$src/none
if [ "$(id -u)" = 0 ]; then user=65534:65534; else user=$(id -u):$(id -g); fi

# Headers that only the build of Exim needs, where the machine has not got them.
dev_headers()
{
	dev=$src/dev
	[ ! -e "$dev/ready" ] || return 0
	apt_ready "$(system_suite)" || return
	mkdir -p "$dev" && (cd "$dev" && private "$(system_suite)" apt-get download \
		libdb5.3-dev libpcre3-dev libspf2-dev libgnutls28-dev >>"$apt/$(system_suite)/log" 2>&1) || return
	unpack "$dev" "$dev"/*.deb && : >"$dev/ready"
}

# Local/Makefile for the Exim whose minor version is $1. Up to 4.95 Exim used the older PCRE.
local_makefile()
{
	cat <<-END
		BIN_DIRECTORY=$tree/bin
		CONFIGURE_FILE=$tree/exim.conf
		SPOOL_DIRECTORY=$tree/spool
		EXIM_USER=${user%:*}
		EXIM_GROUP=${user#*:}
		FIXED_NEVER_USERS=0
		CONFIGURE_OWNER=$(id -u)
		ROUTER_ACCEPT=yes
		ROUTER_DNSLOOKUP=yes
		ROUTER_MANUALROUTE=yes
		ROUTER_REDIRECT=yes
		TRANSPORT_APPENDFILE=yes
		TRANSPORT_SMTP=yes
		AUTH_PLAINTEXT=yes
		LOOKUP_LSEARCH=yes
		LOOKUP_DNSDB=yes
		LOOKUP_CDB=yes
		LOOKUP_SQLITE=yes
		LOOKUP_PGSQL=yes
		LOOKUP_REDIS=yes
		LOOKUP_INCLUDE=-I/usr/include/postgresql
		LOOKUP_LIBS=-lsqlite3 -lpq -lhiredis
		HAVE_IPV6=yes
		HEADERS_CHARSET="UTF-8"
		WITH_CONTENT_SCAN=yes
		SUPPORT_SPF=yes
		USE_GNUTLS=yes
		TLS_LIBS=-l:libgnutls.so.30
		USE_DB=yes
		DBMLIB=-l:libdb-5.3.so
		INCLUDE=-I$src/dev/usr/include -I$src/dev/usr/include/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
		HAVE_LOCAL_SCAN=yes
		LOCAL_SCAN_SOURCE=Local/local_scan.c
		EXPAND_DLFUNC=yes
	END
	if [ "$1" -ge 96 ]; then
		echo PCRE2_CONFIG=yes
		echo 'EXTRALIBS=-rdynamic -ldl -lhogweed -lnettle -lgmp -l:libspf2.so.2'
	else
		echo PCRE_LIBS=-l:libpcre.so.3
		echo 'EXTRALIBS=-rdynamic -ldl -lpcre2-8 -lhogweed -lnettle -lgmp -l:libspf2.so.2'
	fi
}

# Builds in $tree; only joejob's file is compiled again where Exim itself is there already.
build_exim()
{
	if [ ! -e "$tree/src" ]; then
		mkdir -p "$tree/Local" && tar -xf "$1" -C "$tree" --strip-components=1 || return
	fi
	local_makefile "$2" >"$tree/Local/Makefile.new" || return
	cmp -s "$tree/Local/Makefile.new" "$tree/Local/Makefile" || {
		mv "$tree/Local/Makefile.new" "$tree/Local/Makefile"
		rm -rf "$tree"/build-*
	}
	cmp -s build/local_scan.c "$tree/Local/local_scan.c" ||
		cp build/local_scan.c "$tree/Local/local_scan.c"
	env -u MAKEFLAGS -u MAKELEVEL nice make -j2 -C "$tree" >"$tree/build.log" 2>&1 || return
	set -- "$tree"/build-*/exim
	ln -sf "$1" "$tree/exim"
}

# strict CC [FLAGS]: with more warnings than Exim's, against that Exim's header.
strict()
{
	"$@" -c -O2 -Wall -Wextra -Werror -isystem "$headers" -o "$tree/strict.o" build/local_scan.c \
		>"$here/stderr" 2>&1
}

linked_in()
{
	nm "$tree/exim" | grep -Eq '[Tt] jj_feed$'
}

# Only what Exim itself shows when it has been told to show everything, and joejob's own few names.
hidden_inside()
{
	! nm -D --defined-only "$tree/exim" | grep -E ' jj_| mime_line$| header_field$'
}

# The whole example policy in conversations with that Exim, no module anywhere.
checked()
{
	build/aclgen check examples/university/policy.yaml --exim "$tree/exim" --module /nonexistent.so \
		</dev/null >"$here/stderr" 2>&1
}

# everything -e SED...: the policy with every key in it, with these edits, in conversations.
everything()
{
	cp -r tests/golden/aclgen/hooks "$here/" &&
		sed "$@" tests/golden/aclgen/everything.yaml >"$here/everything.yaml" &&
		build/aclgen check "$here/everything.yaml" --exim "$tree/exim" --module "$module" \
			</dev/null >"$here/stderr" 2>&1
}

# What an Exim without "seen" cannot do is refused, and nothing else is said.
refused_by_name()
{
	! everything -e "" && grep -q 'error: greylist\.mode: .* no "seen".* \[AG411\]$' "$here/stderr" &&
		grep -q 'error: honeypot: .* no "seen".* \[AG411\]$' "$here/stderr" &&
		[ "$(grep -c ": error: " "$here/stderr")" = 2 ]
}

# remembers BACKEND: the policy is taken with that memory.
remembers()
{
	everything -e '/^state:/d' -e "\$a\\
state: {backend: $1}"
}

# A Redis that wants a password is asked by Exim's own lookup, which Debian's Exims have not got.
redis_lookup()
{
	rm -rf "$here/redis" && mkdir -p "$here/redis" && echo 'S3cr"et_x' >"$here/redis/password" &&
		chmod 600 "$here/redis/password" || return
	cat >"$here/redis/policy.yaml" <<-END
		joejob: 1
		us: {hostname: mx.example.org, domains: {local: [example.org]},
		  outbound: [{for: "*", hosts: [mx.example.org], complete: yes}]}
		bounces: {forged: off, unverifiable: off}
		greylist: {for: all}
		state: {backend: redis, password: {file: password}}
	END
	cat >"$here/redis/exim.conf" <<-END
		primary_hostname = mx.example.org
		spool_directory = $here/spool
		.include $here/redis/joejob.inc
	END
	build/aclgen build --no-exim "$here/redis/policy.yaml" -o "$here/redis" >"$here/stderr" 2>&1 || return
	# shellcheck disable=SC2016
	unshare --net sh -c '
		ip link set lo up
		redis-server --requirepass "$(cat "$1/password")" --dir "$1" --save "" >"$1/log" 2>&1 &
		redis=$!
		exec 2>>"$1/stderr"
		tries=100
		until "$2/build/aclgen" state init "$1/policy.yaml" >/dev/null 2>&1 || [ $tries = 0 ]; do
			tries=$((tries - 1))
			sleep 0.05
		done
		"$3" -d+all -C "$1/exim.conf" -be "\${acl{acl_jj_store}{known-a}{3600}}" 2>"$1/debug"
		"$3" -C "$1/exim.conf" -be "\${acl{acl_jj_seen}{known-a}{60}}" "\${acl{acl_jj_seen}{known-b}{60}}"
		kill $redis
		wait $redis
		"$3" -C "$1/exim.conf" -be "<\${acl{acl_jj_seen}{known-a}{60}}>"
	' redis "$here/redis" "$top" "$tree/exim" >"$here/dialogue"
	printf 'yes\nyes\nno\n<>\n' | cmp -s - "$here/dialogue" && grep -q 'REDIS' "$here/redis/debug" &&
		! grep -qF 'S3cr"et_x' "$here/redis/debug"
}

run_exim()
{
	"$tree/exim" "$@"
}

for suite in bullseye bookworm trixie sid; do
	tarball=$(fetch_source "$suite") || {
		skip "Exim of $suite" "its source cannot be had from this machine's mirror"
		continue
	}
	version=${tarball##*/exim4_}
	version=${version%.orig.tar.*}
	minor=${version#4.}
	minor=${minor%%[!0-9]*}
	tree=$src/$version
	here=$tree/run
	there=$here
	name="Exim $version"
	mkdir -p "$here"
	dev_headers || {
		skip "$name" "the headers of libdb and libpcre3 cannot be had"
		continue
	}
	ok "$name is built with joejob compiled in" build_exim "$tarball" "$minor" || {
		tail -n 15 "$tree/build.log" | sed 's/^/# /'
		continue
	}
	headers=$(echo "$tree"/build-*)
	ok "$name: the detector is in it" linked_in
	ok "$name: ... and shows none of its own names" hidden_inside
	for cc in gcc clang; do
		command -v $cc >/dev/null || continue
		mkdir -p "$here"
		ok "$name: $cc has nothing to say with its header" strict $cc
	done
	module=$tree/local_scan.so
	ok "$name: a dlfunc module for it" ${CC:-cc} -shared -fPIC -O2 -Wl,-z,now -isystem "$headers" -o "$module" \
		build/local_scan.c -lpcre2-8 -lhogweed -lnettle -lgmp
	if [ "$minor" -ge 97 ]; then id_length=23; else id_length=16; fi
	both_doors "$name" "$module"
	if [ "$(id -u)" = 0 ] && [ -x build/aclgen ]; then
		ok "$name: aclgen check sees that it judges" checked
		if [ "$minor" -ge 96 ]; then
			ok "$name: the whole policy" everything -e ""
			for backend in sqlite pgsql redis; do
				ok "$name: ... remembered in $backend" remembers $backend
			done
			ok "$name: Redis with a password, which no debug output shows" redis_lookup
		else
			ok "$name: greylisting and the honeypot are refused by name" refused_by_name
			ok "$name: ... the rest of the policy is not" everything -e '/^greylist:/d' -e '/^honeypot:/d'
		fi
	fi
done
done_testing
