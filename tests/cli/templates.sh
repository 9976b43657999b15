# shellcheck shell=sh disable=SC2154
# Sourced behind aclgen.sh: templates that are changed, to break what they promise.

# change FILE COMMAND: starts from fresh templates and edits one with sed
change() {
	rm -rf "$TMP/t"
	mkdir "$TMP/t"
	cp templates/*.acl "$TMP/t/"
	edit "$1" "$2"
}

edit() {
	cp "$TMP/t/$1" "$TMP/before"
	sed -i "$2" "$TMP/t/$1"
	if cmp -s "$TMP/before" "$TMP/t/$1"; then
		echo "Bail out! sed '$2' changes nothing in $1"
		exit 1
	fi
}

# caught CODE WORDS TEXT: the policy is refused with that diagnostic and these words of Exim's
caught() {
	ag check --templates "$TMP/t" --module "$MODULE" "${policy:-$POLICY}"
	[ "$code" -eq 1 ] && case $err in
	*"$2"*"[$1"*) true ;;
	*) false ;;
	esac
	ok $? "$3"
}
