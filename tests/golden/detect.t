#!/bin/sh
# detect.t - messages as data: what joescan says of each, with LF and with CRLF line ends.
#
#   NAME.eml    a message; NAME.genuine.eml and NAME.joejob.eml are two of one shape
#   NAME.args   joescan's options, one a line; us.args where there is none
#              (@KEYS@ in them is a copy of token.keys that nobody else can read)
#   NAME.want   joescan's answer: verdict, then the evidence that decided: kind, where, line, detail
#
# Where a shape shows too little, either of the two may be unverifiable, but a genuine bounce is
# never forged and a joe job never ours.
# $JOESCAN is the program. UPDATE=1 writes the .want files anew: read the difference.
set -u
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
. "$here/../tools/tap.sh"
JOESCAN=$(realpath "${JOESCAN:-${JJ_BUILD:-$here/../../build}/joescan}")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$here/detect" || exit 1
(umask 077 && cp token.keys "$tmp/keys") || exit 1
tab=$(printf '\t')
cr=$(printf '\r')

said() {
	cat "$tmp/why"
}

# judge FILE NAME: its evidence into $tmp/got, one piece a line
judge() {
	args=$2.args
	[ -f "$args" ] || args=us.args
	sed "s|@KEYS@|$tmp/keys|" "$args" >"$tmp/args"
	xargs -d '\n' -a "$tmp/args" "$JOESCAN" --format tsv "$1" 2>"$tmp/err" |
		sed 1d | cut -f 3- | sed "s/$tab*\$//" >"$tmp/got"
	cat "$tmp/err" >>"$tmp/got"
}

for eml in *.eml; do
	name=${eml%.eml}
	judge "$eml" "$name"
	[ -z "${UPDATE:-}" ] || cp "$tmp/got" "$name.want"
	diff -u "$name.want" "$tmp/got" >"$tmp/why"
	ok $? "$name"
	sed "s/\$/$cr/" "$eml" >"$tmp/crlf"
	judge "$tmp/crlf" "$name"
	diff -u "$name.want" "$tmp/got" >"$tmp/why"
	ok $? "$name, CRLF"
	case $name in
	*.genuine) never=forged ;;
	*.joejob) never=ours ;;
	*) continue ;;
	esac
	! grep "^$never" "$name.want" >"$tmp/why"
	ok $? "$name is not called $never"
done
done_testing
