#!/bin/sh
# Prints a C file with the templates named on the command line as the arrays
# that aclgen/template.h declares. Called by the GNUmakefile. A template is
# known by its file name alone, so two of the same name are an error.
set -eu
LC_ALL=C
export LC_ALL

echo '/* Generated from templates/ by tests/tools/embed-templates.sh. */'
echo '#include "template.h"'
n=0
table=
names=
for file in "$@"; do
	name=${file##*/}
	case " $names " in
	*" $name "*)
		echo "embed-templates.sh: two templates are named $name" >&2
		exit 1
		;;
	esac
	names="$names $name"
	echo
	if tr -d '\011\012\040-\176' <"$file" | grep -q .; then
		echo "embed-templates.sh: $file is not plain ASCII" >&2
		exit 1
	fi
	echo "static const char text_${n}[] = {"
	od -An -v -tu1 <"$file" | sed 's/[0-9][0-9]*/&,/g'
	echo '0 };'
	table="$table	{ \"$name\", text_$n, sizeof text_$n - 1 },
"
	n=$((n + 1))
done
echo
echo 'const struct template builtin_templates[] = {'
printf '%s};\n' "$table"
echo "const size_t builtin_templates_n = $n;"
