#!/bin/bash
# shellcheck disable=SC1091,SC2154 # what is tested sets these
# The bash completion: what bash itself completes, and whether the programs take each word of it.
cd "$(dirname "$0")/../.." || exit 1
b=${JJ_BUILD:-build}
. tests/tools/tap.sh
. aclgen/completion.bash
# typed WORD...: what bash offers for the last word
typed() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	export COMP_WORDS COMP_CWORD
	"_$1"
	echo "${COMPREPLY[*]}"
}
sorted() { tr ' ' '\n' | grep . | sort | tr '\n' ' '; }

is "$(complete -p aclgen joescan | wc -l)" 2 "both programs have one"
is "$(typed aclgen '')" "$_aclgen_commands" "the commands"
is "$(typed aclgen che)" "check" "a command"
is "$(typed aclgen build --f)" "--format --force" "options of build"
is "$(typed aclgen check --f)" "--format" "options of check"
is "$(typed aclgen test --format j)" "junit" "formats of test"
is "$(typed aclgen check --format = j)" "json" "a format behind ="
is "$(typed aclgen check --format =)" "text json" "all formats behind ="
is "$(typed aclgen --format json che)" "check" "a command behind an option"
is "$(typed aclgen state s)" "show" "what state does"
is "$(typed aclgen schema '')" "policy cases" "what has a schema"
is "$(typed aclgen check examples/university/p)" "examples/university/policy.yaml" "files"
is "$(typed aclgen state show examples/everything/p)" "examples/everything/policy.yaml" \
	"a policy behind an action"
is "$(typed aclgen build -o exam)" "examples" "a folder"
is "$(typed aclgen explain --from exam)" "" "an address is not completed by files"
is "$(typed joescan --our-n)" "--our-net" "options of joescan"
is "$(typed joescan --format t)" "text tsv" "formats of joescan"

# --help names the commands and options that are completed, and no others.
usage=$("$b/aclgen" --help)
is "$(echo "$_aclgen_commands" | sorted)" \
	"$(echo "$usage" | sed -n 's/^.* aclgen \([a-z]*\) .*/\1/p' | sort -u | sorted)" "the commands of --help"
mine=$(for c in $_aclgen_commands ''; do _aclgen_options "$c"; done | sorted | tr ' ' '\n' | sort -u | sorted)
all=$(echo "$usage" | grep -oE -- '--[a-z-]+' | sort -u | sorted)
is "$mine" "$all" "the options of --help"
is "$(echo "$_joescan_options" | sorted)" \
	"$("$b/joescan" --help | grep -oE -- '--[a-z-]+' | sort -u | sorted)" "the options of joescan --help"

# Each option with each command, asked of the program: nothing is there to be found at these paths.
none=/nonexistent/joejob
bad=
for c in $_aclgen_commands; do
	case $c in
	test) words=("$none" "$none") ;;
	state | key) words=(show "$none") ;;
	schema) words=(policy) ;;
	init | rollback) words=() ;;
	*) words=("$none") ;;
	esac
	for o in $mine; do
		case $o in
		--help | --version | --format) continue ;;
		--diff | --force | --no-exim | --auth | --sql | --from-dns | --from-exim | --json | --html) value= ;;
		*) value="=$none" ;;
		esac
		takes=yes
		case $("$b/aclgen" "$c" "${words[@]}" "$o$value" 2>&1 >/dev/null) in
		*"$o is not for"*) takes=no ;;
		*"not an option"*) takes=unknown ;;
		esac
		case " $(_aclgen_options "$c") " in *" $o "*) has=yes ;; *) has=no ;; esac
		[ $takes = $has ] || bad="$bad $c$o"
	done
	for f in text json html tap junit; do
		takes=yes
		case $("$b/aclgen" "$c" "${words[@]}" -o "$none" --format $f 2>&1 >/dev/null) in
		*"not a format"*) takes=no ;;
		*"is not for"*)
			case $("$b/aclgen" "$c" "${words[@]}" --format $f 2>&1 >/dev/null) in
			*"not a format"*) takes=no ;;
			esac
			;;
		esac
		case " $(_aclgen_formats "$c") " in *" $f "*) has=yes ;; *) has=no ;; esac
		[ $takes = $has ] || bad="$bad $c=$f"
	done
done
is "$bad" "" "each command takes its options and formats, and no others"
done_testing
