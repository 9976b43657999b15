#!/bin/sh
# Each check does what its mode says, no less and no more: off, log, tag, defer, deny.
. "$(dirname "$0")/../lab/test.sh"

# check RULE FROM TO FILE: one message that hits the rule, at door $door with mode $mode. The module
# logs what it judged whatever the mode.
check()
{
	case $mode in
	defer) check_code=4 ;;
	deny) check_code=5 ;;
	*) check_code=250 ;;
	esac
	rm -rf "$LAB/mx/mail/user"
	talk "$door: $1 $mode answers $check_code" 203.0.113.10 <<-END
		mail $4 $2 $3
		< $check_code
	END
	if [ "$mode" = off ] && [ "${1%%.*}" != bounces ]; then
		silent "$door: ... and logs nothing" "rule=$1"
	else
		says "$door: ... and logs it" "joejob.* rule=$1 line=[1-9][0-9]* (mode|action)=$mode"
	fi
	case $3 in
	*@example.org\>) ;;
	*) return ;;
	esac
	case $mode in
	off | log) ok "$door: ... and does not tag" tagged 0 ;;
	tag)
		ok "$door: ... and tags" tagged 1
		ok "$door: ... with the rule" grep -qx "X-Joejob-Rule: $1" "$(newest mx user)"
		;;
	esac
}

# tagged N: the message arrives with that many headers of ours.
tagged()
{
	wait_for 10 mail_has_more mx user 0 &&
		[ "$(grep -ci '^X-Joejob-' "$(newest mx user)")" = "$1" ]
}

# A stranger's message that says what a rule of ours has found, in every spelling.
forge()
{
	for forge_name in X-Joejob-Rule x-joejob-rule "X-JOEJOB-RULE " "X-Joejob-Rule	"; do
		echo "$forge_name: sender.callout"
	done
	cat "$BOUNCES/mail.eml"
}

world
for door in local_scan acl; do
	for mode in off log tag defer deny; do
		site "$door" "s/^  verify: .*/  verify: $mode/" "s/^    for: listed/    mode: $mode\n&/" \
			"s/^  callout: {timeout/  callout: {mode: $mode, timeout/" \
			"s/^  forged: .*/  forged: $mode/" "s/^  unverifiable: .*/  unverifiable: $mode/"
		check sender.verify "<x@no-such.example>" "<user@example.org>" "$BOUNCES/mail.eml"
		check sender.callout "<gone@partner.example.net>" "<user@example.org>" "$BOUNCES/mail.eml"
		check recipient.callout "<carl@sender.example>" "<unknown@dept.example.org>" "$BOUNCES/mail.eml"
		check bounces.forged "<>" "<user@example.org>" "$BOUNCES/exim.eml"
		check bounces.unverifiable "<>" "<user@example.org>" "$BOUNCES/headerless.eml"
	done
	site "$door" "s/^  verify: .*/  verify: tag/"
	forge >"$LAB/forged-mark"
	talk "$door: a message that brings our mark along" 203.0.113.10 <<-END
		mail $LAB/forged-mark <x@no-such.example> <user@example.org>
		< 250
	END
	ok "$door: ... has only the one that it earned" tagged 1
	ok "$door: ... with the rule" grep -qx "X-Joejob-Rule: sender.verify" "$(newest mx user)"
	rm -rf "$LAB/mx/mail/user"
	talk "$door: ... and from a sender who earned none" 203.0.113.10 <<-END
		mail $LAB/forged-mark <carl@sender.example> <user@example.org>
		< 250
	END
	ok "$door: ... has none" tagged 0
done
done_testing
