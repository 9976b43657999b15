# completion.bash - bash completion of aclgen and joescan; both names are installed with this file.
# tests/cli/completion.t asks the programs whether each option belongs to each command.

# The options of an aclgen command.
_aclgen_options() {
	local trial='--exim --module --templates --format'
	case $1 in
	init) echo "--exim --output --from-exim" ;;
	check) echo "$trial --no-exim" ;;
	build) echo "$trial --no-exim --output --diff --force" ;;
	diff) echo "$trial --no-exim --output" ;;
	rollback) echo "--exim --no-exim --output --diff --force" ;;
	doctor) echo "--exim --module --output --format" ;;
	report) echo "--since --until --top --json --html --format" ;;
	doc) echo "--output" ;;
	lists) echo "--output --force --format" ;;
	test) echo "$trial --only" ;;
	explain) echo "$trial --from --to --helo --auth --sender --rcpt --message" ;;
	state) echo "--exim --sql --format" ;;
	key) echo "--exim --output --from-dns --from-private --format" ;;
	schema) echo "--format" ;;
	*) echo "--help --version" ;;
	esac
}

_aclgen_commands='init check build diff rollback doctor doc lists test explain state report key schema'

# The words that stand behind a command; nothing where files do.
_aclgen_actions() {
	case $1 in
	state) echo "init show expire" ;;
	key) echo "new rotate show dkim" ;;
	schema) echo "policy cases" ;;
	esac
}

_aclgen_formats() {
	case $1 in
	test) echo "text tap junit" ;;
	init | rollback | doc) ;;
	report) echo "text json html" ;;
	diff | key | schema) echo "text" ;;
	*) echo "text json" ;;
	esac
}

# Fills COMPREPLY with those of the words, or of the files, that begin with the second argument.
_joejob_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_joejob_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# Sets `before` to the option whose value is being written, or to nothing, and `word` to what there is
# of it: --format=j is three words to bash.
_joejob_word() {
	word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	if [[ $word == = ]]; then
		word=
	elif [[ $before == = && $COMP_CWORD -ge 2 ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
}

# The command, and how many words there are behind it.
_aclgen_command() {
	local i skip=
	command='' words=0
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ -n $skip ]]; then
			[[ ${COMP_WORDS[i]} == = ]] || skip=
			continue
		fi
		case ${COMP_WORDS[i]} in
		-o | --output | --exim | --module | --templates | --format | --only | --from | --to | --helo | \
			--sender | --rcpt | --message | --from-private | --since | --until | --top) skip=yes ;;
		-*) ;;
		*) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else words=$((words + 1)); fi ;;
		esac
	done
}

_aclgen() {
	local word before command words
	COMPREPLY=()
	_joejob_word
	_aclgen_command
	case $before in
	--format) _joejob_words "$(_aclgen_formats "$command")" "$word" ;;
	-o | --output)
		if [[ $command == key ]]; then _joejob_files -f "$word"; else _joejob_files -d "$word"; fi
		;;
	--templates) _joejob_files -d "$word" ;;
	--exim | --module | --message | --from-private) _joejob_files -f "$word" ;;
	--only | --from | --to | --helo | --sender | --rcpt) ;;
	*)
		if [[ $word == -* ]]; then
			_joejob_words "$(_aclgen_options "$command")" "$word"
		elif [[ -z $command ]]; then
			_joejob_words "$_aclgen_commands" "$word"
		elif [[ $words -eq 0 && -n $(_aclgen_actions "$command") ]]; then
			_joejob_words "$(_aclgen_actions "$command")" "$word"
		else
			_joejob_files -f "$word"
		fi
		;;
	esac
}

_joescan_options='--policy --our-host --our-net --our-domain --incomplete --keys --recipient --format
--explain --replay --learn --help --version'

_joescan() {
	local word before
	COMPREPLY=()
	_joejob_word
	case $before in
	--format) _joejob_words "text json tsv" "$word" ;;
	--our-host | --our-net | --our-domain | --recipient) ;;
	*)
		if [[ $word == -* ]]; then
			_joejob_words "$_joescan_options" "$word"
		else
			_joejob_files -f "$word"
		fi
		;;
	esac
}

complete -F _aclgen aclgen exim-aclgen
complete -F _joescan joescan
