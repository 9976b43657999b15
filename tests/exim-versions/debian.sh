# debian.sh - Debian's packages of other releases, by the machine's own mirror, without touching
# the machine's apt: its lists and caches are below build/. Sourced by upstream.t and debian.t.
#
#	apt_ready SUITE            reads the suite's lists, once; fails when they cannot be had
#	fetch_source SUITE         Exim's original source; prints the path of its tarball
#	fetch_packages SUITE NAME...   with all they depend on, as *.deb in apt/SUITE/cache/archives
#
# What was had once is not asked for again: `rm -r build/exim-src build/exim-bin` to look for newer.
# shellcheck shell=sh disable=SC2154,SC2034 # names of, and for, those who source it

src=$top/build/exim-src
bin=$top/build/exim-bin
apt=$src/apt
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

system_suite()
{
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

# The place from which this machine's own release comes, as its sources.list says.
mirror()
{
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
		awk -v suite="$(system_suite)" '$2 == suite && $3 == "main" { print $1; exit }'
}

# private SUITE PROGRAM ARGUMENTS...: apt-get or apt-cache with that suite, and an empty machine.
private()
{
	apt_suite=$1
	apt_program=$2
	shift 2
	"$apt_program" -q -o Dir::State="$apt/$apt_suite/state" -o Dir::State::status="$apt/$apt_suite/status" \
		-o Dir::Cache="$apt/$apt_suite/cache" -o Dir::Etc::SourceList="$apt/$apt_suite/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o Acquire::Languages=none -o APT::Sandbox::User= \
		-o APT::Install-Recommends=false -o Acquire::http::Timeout=20 -o Debug::NoLocking=true "$@"
}

apt_ready()
{
	[ ! -e "$apt/$1/ready" ] || return 0
	command -v apt-get >/dev/null && [ -e "$keyring" ] || return
	apt_mirror=$(mirror)
	[ -n "$apt_mirror" ] || return
	mkdir -p "$apt/$1/state/lists/partial" "$apt/$1/cache/archives/partial"
	: >"$apt/$1/status"
	for apt_type in deb deb-src; do
		echo "$apt_type [signed-by=$keyring] $apt_mirror $1 main"
	done >"$apt/$1/sources.list"
	private "$1" apt-get -o APT::Update::Error-Mode=any update >"$apt/$1/log" 2>&1 && : >"$apt/$1/ready"
}

fetch_source()
{
	mkdir -p "$src/$1"
	set -- "$1" "$src/$1"/exim4_*.orig.tar.*
	if [ ! -e "$2" ]; then
		apt_ready "$1" && (cd "$src/$1" &&
			private "$1" apt-get source --download-only --tar-only exim4 >>"$apt/$1/log" 2>&1) || return
		set -- "$1" "$src/$1"/exim4_*.orig.tar.*
	fi
	[ -e "$2" ] && echo "$2"
}

fetch_packages()
{
	apt_ready "$1" || return
	apt_for=$1
	shift
	private "$apt_for" apt-get --download-only -y install "$@" >>"$apt/$apt_for/log" 2>&1
}

# unpack FOLDER DEB...: in a tree where /lib is /usr/lib, as Debian's has been since release 12.
unpack()
{
	unpack_to=$1
	shift
	for unpack_link in bin sbin lib lib64; do
		mkdir -p "$unpack_to/usr/$unpack_link"
		[ -e "$unpack_to/$unpack_link" ] || ln -s "usr/$unpack_link" "$unpack_to/$unpack_link"
	done
	for unpack_deb; do
		dpkg-deb --fsys-tarfile "$unpack_deb" |
			tar -x -C "$unpack_to" --keep-directory-symlink --no-same-owner || return
	done
}
