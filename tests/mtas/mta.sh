# mta.sh - other people's mail servers in the lab: Debian's packages, unpacked beside the machine's own
# files and never installed, in the place of the lab's remote Exim. Sourced by tests/mtas/*.t, with the
# lab.
#
#	mta_fetched NAME     skips the test where fetch.sh has not put it into build/mtas/NAME
#	mta_jail NAME        the remote host's root: that folder over the machine's own
#	jail COMMAND...      runs it there
#	mta_returns WANT...  sends signed notes through the MX to somebody that MTA cannot deliver to,
#	                     and says of each, "yes" or "no" in the order of $mta_signed, whether the bounce
#	                     was ours by its signature
# shellcheck shell=sh disable=SC2154 # of lab.sh
. "$(dirname "$0")/../lab/test.sh"

mta_top=$lab_top/build/mtas
# Two keys, two canonicalisations; lists of addresses as few write them; no Message-ID, which Exim's
# signature says is not there.
mta_signed='rsa/relaxed rsa/simple ed25519/relaxed ed25519/simple list/relaxed list/simple no-id/relaxed'

mta_fetched()
{
	[ -e "$mta_top/$1.version" ] || lab_cannot "$1 is not there: tests/mtas/fetch.sh gets it"
	mta_version=$(cat "$mta_top/$1.version")
}

jail()
{
	on remote chroot "$LAB/jail/tree" "$@"
}

mta_jail()
{
	mkdir -p "$LAB/jail/scratch" "$LAB/jail/tree"
	cp -a "$mta_top/$1" "$LAB/jail/up"
	on remote mount -t overlay mta -o \
		"lowerdir=/,upperdir=$LAB/jail/up,workdir=$LAB/jail/scratch" "$LAB/jail/tree" &&
		on remote mount --rbind /dev "$LAB/jail/tree/dev" &&
		on remote mount -t proc proc "$LAB/jail/tree/proc" &&
		on remote mount -t tmpfs run "$LAB/jail/tree/run" ||
		lab_cannot "no overlay file system can be mounted here"
	on remote cp "$LAB/resolv.conf" "$LAB/jail/tree/etc/resolv.conf"
}

# mta_user NAME UID: and a group of the same name and number.
mta_user()
{
	on remote sh -c "echo '$1:x:$2:$2::/var/empty:/usr/sbin/nologin' >>'$LAB/jail/tree/etc/passwd'
		echo '$1:x:$2:' >>'$LAB/jail/tree/etc/group'"
	jail mkdir -p /var/empty
}

# mta_put FILE <TEXT: a file of the remote host.
mta_put()
{
	cat >"$LAB/text"
	jail mkdir -p "$(dirname "$1")"
	on remote cp "$LAB/text" "$LAB/jail/tree$1"
}

# A host behind a gateway, which knows nobody.
start_refuser()
{
	cat >"$LAB/secondary/etc/exim4.conf" <<-'END'
		primary_hostname = inside.remote.example
		tls_advertise_hosts =
		keep_environment =
		acl_smtp_rcpt = rcpt
		begin acl
		rcpt:
		  deny message = no such user here
	END
	start_exim secondary
}

mta_keys()
{
	mkdir -p "$LAB/mx/etc/dkim"
	openssl genrsa -out "$LAB/mx/etc/dkim/rsa.key" 2048 2>/dev/null &&
		openssl genpkey -algorithm ed25519 -out "$LAB/mx/etc/dkim/ed25519.key" 2>/dev/null || exit 1
	chmod 755 "$LAB/mx/etc/dkim"
	chmod 644 "$LAB/mx/etc/dkim"/*
	for mta_key in rsa ed25519; do
		"$BUILD/aclgen" key dkim example.org $mta_key --from-private "$LAB/mx/etc/dkim/$mta_key.key" \
			-o "$LAB/$mta_key.pub" || exit 1
	done
}

# The MX signs as the subject says, and knows none of its own outgoing servers: only a proof shows that
# mail is ours.
mta_site()
{
	mta_keys
	# shellcheck disable=SC2016 # for Exim
	sed '/^  driver = smtp$/{
n
i\
  dkim_domain = example.org\
  dkim_selector = ${if match{$h_subject:}{ed25519}{ed25519}{rsa}}\
  dkim_private_key = /etc/exim4/dkim/$dkim_selector.key\
  dkim_canon = ${if match{$h_subject:}{simple}{simple}{relaxed}}\
  dkim_strict = yes
}' "$lab_top/tests/lab/conf/mx.conf" >"$LAB/mx/etc/exim4.conf"
	site local_scan 's/^    - {for: example.org.*/    - {for: example.org, hosts: [gone.example.org], complete: yes}/' \
		's/^  forged: .*/  forged: log/' \
		"s,^bounces:,bounces:\\n  dkim:\\n    - {domain: example.org\, selector: rsa\, key: $LAB/rsa.pub}\\n    - {domain: example.org\, selector: ed25519\, key: $LAB/ed25519.pub},"
}

# Folded with a tab, two blanks, a long line, a name that needs quotes.
mta_note()
{
	cat <<END
Date: $(LC_ALL=C date -R)
From: "User, Some" <user@example.org>
To: $2
Subject: a note,  $1,
	and  so on, with more words in one line than eighty characters would ever hold
$(case $1 in
	list/*) printf '%s\n%s' 'Cc:   ann@remote.example,bob@remote.example ,"Doe, Carl"  <carl@remote.example>,' \
		'	dora@remote.example (who sits next door),emil@remote.example, fritz@remote.example,gerd@remote.example' ;;
	*) echo 'Cc: ann@remote.example' ;;
	esac)
$(case $1 in
	no-id/*) echo 'X-Mailer: none' ;;
	*) echo 'Message-ID: <note@example.org>' ;;
	esac)
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Just a note.
END
}

mta_send()
{
	mta_note "$1" "$2" >"$LAB/note"
	mark mx
	inside_sends "$LAB/note" user@example.org "$2"
}

# A word for each kind of note: what is expected of the header that its bounce returns.
mta_returns()
{
	mta_row=
	for mta_kind in $mta_signed; do
		mta_want=$1
		shift
		ok "a note signed $mta_kind leaves" mta_send "$mta_kind" "${mta_to:-nobody@remote.example}"
		ok "... and a bounce comes back" wait_log mx 'joejob verdict' 30
		if logged mx 'verdict=ours evidence=dkim'; then mta_got=yes; else mta_got=no; fi
		[ $mta_got = "$mta_want" ]
		result $? "... by whose signature it is ours: $mta_want"
		log mx | sed -n 's/.*\(joejob verdict.*\)/# \1/p'
		mta_row="$mta_row $mta_kind=$mta_got"
		[ -z "${MTA_KEEP:-}" ] || { wait_queue mx && sleep 1 && cp "$(newest mx user)" \
			"$MTA_KEEP/$(basename "$0" .t)-$(echo "$mta_kind" | tr / -).eml"; }
	done
	echo "$(basename "$0" .t) $mta_version:$mta_row" >>"${JJ_TABLE:-/dev/stderr}"
}
