#!/bin/sh
# joescan --learn: the us: section of a policy from our own mail.
# shellcheck disable=SC2016,SC3045 # odd names; dash has ulimit -v
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/joescan.sh

# returned RECEIVED...: the header of our message, with these lines from the last hop to the first
returned() {
	for line; do
		printf 'Received: %s;\n\tMon, 6 May 2024 10:00:07 +0000\n' "$line"
	done
	cat <<-END
		From: Alice <alice@${from:-example.org}>
		To: nobody@example.net
		Subject: the minutes
		Date: Mon, 6 May 2024 10:00:04 +0000
		Message-ID: <${id:-minutes.1@example.org}>
	END
}

# bounce RECEIVED...: a genuine bounce of it
bounce() {
	cat <<-END
		Return-Path: <>
		From: Mail Delivery System <MAILER-DAEMON@relay.example.net>
		To: ${to:-alice@example.org}
		Subject: Undelivered Mail Returned to Sender
		MIME-Version: 1.0
		Content-Type: multipart/report; report-type=delivery-status; boundary="b"

		--b
		Content-Type: text/plain

		No such user.

		--b
		Content-Type: message/rfc822

	END
	returned "$@"
	printf '\nText.\n\n--b--\n'
}

# sent RECEIVED...: a copy of it, as somebody received it
sent() {
	printf 'Return-Path: <%s>\n' "alice@${from:-example.org}"
	returned "$@"
	printf '\nText.\n'
}

# learn FILE...: and whether the policy loads
learn() {
	scan --learn${domains:+=$domains} "$@"
	if [ "$code" -eq 0 ]; then
		loads=$("$JOESCAN" --policy "$TMP/out" $DATA/joescan-plain.eml 2>&1)
	else
		loads=
	fi
}
# list KEY: the items of that list, of all entries
list() {
	printf '%s\n' "$out" | awk -v key="$1:" '
		/^ *[a-z_]+:/ || /^ *- for:/ { on = $1 == key }
		on && /^ *- / { printf "%s%s", n++ ? " " : "", $2 }'
}
# learnt HOSTS NETWORKS IDS TEXT
learnt() {
	is "$code: $(list hosts) | $(list networks) | $(list message_ids)" "0: $1 | $2 | $3" "$4"
	like "$loads" "$DATA/joescan-plain.eml: not-a-bounce *" "$4: the policy loads"
}

stranger='from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1'
mx='from desk.example.org ([198.51.100.77]) by mx.example.org with esmtp (Exim 4.96) id 1'

# ---- one message

bounce "$stranger" "$mx" >"$TMP/bounce"
sent "$stranger" "$mx" >"$TMP/sent"
learn "$TMP/bounce"
learnt mx.example.org 192.0.2.25/32 example.org "a bounce"
has "$out" "- for: example.org
      # rests on 1 bounces and 0 copies of sent mail; 1 show a host of ours" "its domain, and what it rests on"
has "$out" "- mx.example.org  # wrote a Received line once, was the peer of one once" "the counts of a host"
has "$out" "complete: no  # set to yes only when every way out is listed" "it is never complete"
has "$out" "hostname: mx.example.org" "a hostname to begin with"
is "$(grep -c 198.51.100.77 "$TMP/out")" 0 "the author's own address is no way out"
learn "$TMP/sent"
learnt mx.example.org 192.0.2.25/32 example.org "a copy of sent mail"
has "$out" "rests on 0 bounces and 1 copies" "and it says so"
learn "$TMP/sent" "$TMP/bounce"
has "$out" "- 192.0.2.25/32  # twice" "counts add up"
domains=example.org
learn "$TMP/sent" "$TMP/bounce"
learnt mx.example.org 192.0.2.25/32 example.org "--learn=DOMAIN"
domains=other.example,EXAMPLE.org
learn "$TMP/sent" "$TMP/bounce"
learnt mx.example.org 192.0.2.25/32 example.org "several domains, in any case"
domains=other.example
learn "$TMP/sent" "$TMP/bounce"
is "$code" 1 "nothing learnt: exit 1"
has "$out" "# Not used: 2 for and from other domains" "and why"
is "$(grep -vc '^#' "$TMP/out")" 0 "all of it is a comment"
domains=

# What was learnt, used: the same bounce is ours by it.
learn "$TMP/bounce"
cp "$TMP/out" "$TMP/learnt.yaml"
scan --policy "$TMP/learnt.yaml" "$TMP/bounce" $DATA/joescan-forged.eml
is "$(verdicts)" "ours unverifiable" "judging by what was learnt"

# ---- the chain. Each line: hosts|networks|text|Received, from the last hop|...

while IFS='|' read -r hosts nets text a b c d; do
	set --
	for line in "$a" "$b" "$c" "$d"; do
		[ -z "$line" ] || set -- "$@" "$line"
	done
	bounce "$@" >"$TMP/message"
	learn "$TMP/message"
	learnt "$hosts" "$nets" example.org "$text"
done <<-'END'
	in.example.org mx.example.org|192.0.2.7/32 192.0.2.25/32|two hosts of ours|from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from in.example.org (in.example.org [192.0.2.7]) by mx.example.org with ESMTP id 1|from desk ([10.0.0.1]) by in.example.org with ESMTP id 1
	in.example.org mx.example.org|192.0.2.25/32|a private address is none|from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from in.example.org (in.example.org [10.0.0.7]) by mx.example.org with ESMTP id 1|from desk ([10.0.0.1]) by in.example.org with ESMTP id 1
	mx.example.org|192.0.2.25/32|localhost between|from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from localhost (localhost [127.0.0.1]) by localhost (filter) with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org|192.0.2.25/32|an Exchange server below|from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from EXCH01 ([10.0.0.2]) by mx.example.org with ESMTP id 1|from EXCH01 ([10.0.0.2]) by EXCH01 with MAPI id 1
	mx.example.org|192.0.2.25/32|behind the first stranger nothing counts|from gone.example.org (gone.example.org [203.0.113.66]) by list.example.net with ESMTP id 1|from relay.example.net (relay.example.net [203.0.113.5]) by gone.example.org with ESMTP id 1|from mx.example.org (mx.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org|192.0.2.25/32|a stranger's local name hides nobody|from EXCH ([203.0.113.99]) by out.example.net with ESMTP id 1|from mx.example.org (mx.example.org [192.0.2.25]) by EXCH with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org out.example.org|192.0.2.25/32|a name of the peer|from mx.example.org (out.example.org [192.0.2.25]) by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org|192.0.2.25/32|no name of the peer|from [192.0.2.25] by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org||a stranger's name of the peer|from smarthost.example.net (smarthost.example.net [203.0.113.9]) by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	mx.example.org|192.0.2.25/32|a stranger's name, but our HELO|from mx.example.org (host-25.isp.example [192.0.2.25]) by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1
	example.org|"2001:db8::25/128"|IPv6, and a host named as the domain|from example.org (example.org [IPv6:2001:db8::25]) by relay.example.net with ESMTP id 1|from desk ([10.0.0.1]) by example.org with ESMTP id 1
END

bounce 'from smarthost.example.net (smarthost.example.net [203.0.113.9]) by relay.example.net with ESMTP id 1' \
	'from desk ([10.0.0.1]) by mx.example.org with ESMTP id 1' >"$TMP/smarthost"
learn "$TMP/smarthost"
has "$out" "# Doubtful: addresses whose name is a stranger's:
      #   203.0.113.9 (once)" "a smarthost's address is named in a comment"
bounce 'from laptop ([198.51.100.9]) by smtp.example.net with ESMTPSA id 1' >"$TMP/other"
learn "$TMP/bounce" "$TMP/other"
learnt mx.example.org 192.0.2.25/32 example.org "mail that left by a stranger"
has "$out" "# Doubtful: 1 of these messages show no host in a domain of ours." "is doubtful"
has "$out" "#   smtp.example.net (once)" "and the stranger is named"
learn "$TMP/other"
is "$code" 1 "alone it teaches nothing"
is "$(grep -vc '^ *#' "$TMP/out")" 0 "but comments"

bounce 'from mail.hoster.example (mail.hoster.example [192.0.2.25]) by relay.example.net with ESMTP id 1' \
	'from desk ([10.0.0.1]) by mail.hoster.example with ESMTP id 1' >"$TMP/hoster"
learn "$TMP/bounce" "$TMP/hoster"
is "$(list hosts)" "mx.example.org mail.hoster.example" "another name of an address of ours"
has "$out" "- mail.hoster.example  # doubtful: only its address is ours, once" "is listed, with a doubt"

# ---- Message-IDs

id=1@mx.example.org bounce "$stranger" "$mx" >"$TMP/id1"
id=2@web.example bounce "$stranger" "$mx" >"$TMP/id2"
learn "$TMP/id1" "$TMP/id2" "$TMP/bounce"
is "$(list message_ids)" "example.org mx.example.org" "Message-IDs of ours"
has "$out" "# Doubtful: Message-IDs of our mail in other domains:
      #   web.example (once)" "others are named in a comment"
learn "$TMP/id2"
learnt mx.example.org 192.0.2.25/32 example.org "none of ours"
has "$out" "- example.org  # not seen" "and it says so"

# ---- networks

for i in 24 25 26 27 30; do
	bounce "$(echo "$stranger" | sed "s/192.0.2.25/192.0.2.$i/")" "$mx" >"$TMP/net$i"
done
learn "$TMP"/net*
is "$(list networks)" "192.0.2.24/30 192.0.2.30/32" "neighbours that were all seen are one network"
has "$out" "- 192.0.2.24/30  # 4 addresses, 4 times" "with its counts"

# ---- several domains

from=two.example bounce "$stranger" "$mx" | sed 's/^To: alice.*/To: a@two.example/' >"$TMP/two"
learn "$TMP/two"
is "$code: $(grep -c '#   mx.example.org (once)' "$TMP/out")" "1: 1" \
	"a domain whose server is in another that is not told: in doubt"
domains=example.org,two.example
learn "$TMP/two" "$TMP/bounce"
is "$(printf '%s\n' "$out" | sed -n 's/.*- for: //p' | tr '\n' ' ')" "example.org two.example " \
	"two domains by one server: an entry each"
is "$(list hosts)" "mx.example.org mx.example.org" "which names it"
like "$loads" "*not-a-bounce*" "and loads"
domains=

# ---- what is not used

learn $DATA/joescan-nothing.eml "$TMP/bounce"
has "$out" "# Not used: 1 without a whole header of our mail" "a bounce that returns nothing"
bounce "$stranger" "$mx" | sed '/^From: Alice/,$d' >"$TMP/cut"
learn "$TMP/cut"
is "$code" 1 "a header that is cut off could hide a host below"
bounce >"$TMP/bare"
learn "$TMP/bare" "$TMP/bounce"
has "$out" "# Not used: 1 with a header of our mail without Received lines" "no Received lines"
scan --learn $DATA/joescan-ours.eml "$TMP/none"
is "$code" 2 "trouble: exit 2"
has "$out" "- mx.example.org" "and the rest was read"

# ---- hostile mail

evil() {
	bounce "from mx.example.org (mx.example.org [192.0.2.25]) by $1 with ESMTP id 1" \
		"from a ([10.0.0.1]) by $2 with ESMTP id 1" "$mx"
}
esc=$(printf '\033')
n=0
for name in '"x: y".example.org' '{a: b}.example.org' '- !!x.example.org' '#.example.org' "a${esc}[2J.example.org" \
	'&a.example.org' '*.example.org' "'x'.example.org" '$x.example.org' '-x.example.org' 'x_y.example.org' \
	"$(printf '\303\274.example.org')" '%n.example.org' 'a..example.org' '[x].example.org' 'x\ny.example.org'; do
	n=$((n + 1))
	evil "$name" "$name" >"$TMP/evil$n"
	id="1@$name" bounce "from $name ($name [192.0.2.25]) by relay.example.net with ESMTP id 1" "$mx" >"$TMP/evil-id$n"
done
learn "$TMP"/evil*
is "$code: $(list networks)" "0: 192.0.2.25/32" "$n odd names"
like "$loads" "*not-a-bounce*" "the policy loads all the same"
is "$(tr -d '\n -~' <"$TMP/out" | wc -c)" 0 "no control character gets through"
is "$(grep -cE '[]["{}!&*$%_\\]|(^|[ .])-[a-z]' "$TMP/out" | tr -d '\n')" \
	"$(grep -cE '^# joescan --learn' "$TMP/out")" "nothing that YAML would read otherwise"
is "$(list hosts)" "mx.example.org" "and no host was made of them"
to="x@$(printf 'y: z')" bounce "$stranger" "$mx" >"$TMP/evil-to"
learn "$TMP/evil-to"
is "$code: $(grep -c 'y: z' "$TMP/out")" "1: 0" "nor a domain"

# A million hosts and addresses, a hundred in each message: the tables and the policy stay small.
perl -e '
	for $m (1 .. 10000) {
		print "From alice\@example.org Mon May  6 10:00:09 2024\n",
			"Received: from mx.example.org (mx.example.org [192.0.2.25]) ",
			"by s$m.example.net with SMTP id 1; x\n";
		$by = "mx";
		for $k (1 .. 100) {
			$i = 100 * $m + $k;
			$a = join ".", 11 + $i % 80, int($i / 65536), int($i / 256) % 256, $i % 256;
			print "Received: from h$i.example.org (h$i.example.org [$a]) ",
				"by $by.example.org with SMTP id 1; x\n";
			$by = "h$i";
		}
		print "From: a\@example.org\nMessage-ID: <1\@m$m.example.org>\n\n\n" }' >"$TMP/million"
if (ulimit -v 60000 && ASAN_OPTIONS='' sh -c '"$0" --version' "$JOESCAN") >/dev/null 2>&1; then
	out=$(ulimit -v 60000 && "$JOESCAN" --learn "$TMP/million")
else
	out=$("$JOESCAN" --learn "$TMP/million")
fi
is "$?" 0 "a million hosts within 60 MB"
printf '%s\n' "$out" >"$TMP/million.yaml"
has "$out" "# More than 1000 different names or addresses: counts are at least these" "it says so"
is "$(list hosts | cut -d ' ' -f 1) $(list networks | grep -ow '192.0.2.25/32')" \
	"mx.example.org 192.0.2.25/32" "what came often is there"
like "$("$JOESCAN" --policy "$TMP/million.yaml" $DATA/joescan-plain.eml 2>&1)" "*: not-a-bounce *" \
	"and the policy loads"
[ "$(wc -c <"$TMP/million.yaml")" -lt 200000 ]
ok $? "and is short"

# Long names: what a settings line has no room for is left out, and said.
perl -e '
	$l = "l" x 60;
	for $i (1 .. 900) {
		$h = "h$i.$l.$l.$l.example.org";
		$a = sprintf "2001:db8:1234:5678:1234:5678:%x:1", $i;
		print "From alice\@example.org Mon May  6 10:00:09 2024\n",
			"Received: from $h ($h [IPv6:$a]) by s.example.net with SMTP id 1; x\n",
			"Received: from a ([10.0.0.1]) by $h with SMTP id 1; x\n",
			"From: a\@example.org\nMessage-ID: <1\@$h>\n\n\n" }' >"$TMP/long"
learn "$TMP/long"
like "$code: $loads" "0: *: not-a-bounce *" "900 hosts with long names: the policy loads"
like "$out" "*# left out: *" "and says that there are more"

# ---- options

bad "joescan: --learn finds out*" "a policy" --learn --policy x "$TMP/bounce"
bad "joescan: --learn finds out*" "--our-host" --learn --our-host x "$TMP/bounce"
bad "joescan: --learn writes a policy*" "--replay" --learn --replay "$TMP/bounce"
bad "joescan: --learn writes a policy*" "--format" --learn --format json "$TMP/bounce"
bad "joescan: --learn: 'example' has no dot*" "a word" --learn=example "$TMP/bounce"
bad "joescan: --learn: '*.example.org' *" "a pattern" '--learn=*.example.org' "$TMP/bounce"
bad "joescan: --learn: '' *" "no name" --learn= "$TMP/bounce"
scan --learn --recipient a@example.org $DATA/joescan-ours.eml
has "$out" "- for: example.org" "--recipient may stand beside it"
scan --learn --recipient a@two.example $DATA/joescan-ours.eml
is "$code" 1 "and says whose bounce it is"

done_testing
