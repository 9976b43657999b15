#!/bin/sh
# Man pages are well-formed, and name the options that --help prints, and no others.
cd "$(dirname "$0")/../.." || exit 1
. tests/tools/tap.sh
b=${JJ_BUILD:-build}
for page in local_scan/*.[1-8] aclgen/*.[1-8]; do
	[ -e "$page" ] || continue
	out=$(mandoc -T lint -W warning "$page" 2>&1)
	ok $? "$page is clean mdoc"
	[ -z "$out" ] || echo "$out" | sed 's/^/# /'
done
options() {
	grep -oE -- '(^|[^A-Za-z-])--[a-z][a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}
for p in joescan aclgen; do
	page=$(ls local_scan/$p.1 aclgen/$p.1 2>/dev/null)
	help=$("$b/$p" --help | options)
	man=$(mandoc -T ascii "$page" | col -b | options)
	[ "$help" = "$man" ]
	ok $? "$p --help and $p(1) name the same options"
	[ "$help" = "$man" ] || { echo "# help:" $help; echo "# page:" $man; }
done
# The commands of aclgen, with their second words: the same in --help and in the page's synopsis.
help=$("$b/aclgen" --help | sed -n 's/^[a-z:]* *aclgen \([a-z]*\) .*/\1/p' | sort -u)
page=$(awk '/^\.Sh/ {on = $2 == "SYNOPSIS"} on && /^\.Cm/ {print $2}' aclgen/aclgen.1 | sort -u)
[ -n "$help" ] && [ "$help" = "$page" ]
ok $? "aclgen --help and aclgen(1) name the same commands"
[ "$help" = "$page" ] || { echo "# help:" $help; echo "# page:" $page; }
# The kinds of evidence, which stand in logs.
want=$(sed -n 's/^\t\[JJ_EV_[A-Z_]*\] = "\(.*\)",$/\1/p' local_scan/verdict.c | sort)
page=$(awk '/^\.Sh/ {on = $2 == "EVIDENCE"} on && /^\.It Li/ {print $3}' local_scan/joescan.1 | sort)
[ -n "$want" ] && [ "$want" = "$page" ]
ok $? "joescan(1) says what each kind of evidence is"
[ "$want" = "$page" ] || { echo "# code:" $want; echo "# page:" $page; }
# The pages of the formats and the parser: the same keys, what they take, the same defaults, in the same
# order.
keys() {
	awk '
		/^\.Sh/ {on = $2 == "KEYS"; next}
		!on {next}
		/^\.It Cm/ {if (key != "") print key; key = $3}
		/^Takes / {
			sub(/^Takes /, ": "); sub(/\.$/, ""); gsub(/\\ /, " ")
			key = key $0
		}
		/^Default:$/ {getline; sub(/^\.Pa /, "Default: "); sub(/ \.$/, ".")}
		/^Default: / {
			sub(/^Default: /, ""); sub(/\.$/, ""); gsub(/\\\(dq/, "\"")
			key = key " = " $0
		}
		END {print key}' "$1"
}
# same PAGE CODE
same() {
	page=$(keys "aclgen/$1")
	[ "$2" = "$page" ]
	ok $? "$1 has the keys, what they take, and the defaults of the parser"
	[ "$2" != "$page" ] || return
	echo "$2" >"${TMPDIR:-/tmp}/keys.$$"
	echo "$page" | diff "${TMPDIR:-/tmp}/keys.$$" - | sed 's/^/# /'
	rm -f "${TMPDIR:-/tmp}/keys.$$"
}
lines='{print $1 ($2 == "a mapping" ? "" : ": " $2) ($3 == "" ? "" : " = " $3)}'
same joejob.5 "$("$b/tests/policy-keys" | awk -F '\t' "$lines")"
same joejob-cases.5 "$("$b/tests/policy-keys" cases | awk -F '\t' "$lines")"
# aclgen(1) and the diagnostics: the same codes in the same order, each with its sentence and what
# its rule refers to. The page is read as it is shown, since references are marked up in it.
"$b/tests/diag-codes" | awk -F '\t' '{
	print $1 " " toupper(substr($2, 1, 1)) substr($2, 2) "." ($3 == "" ? "" : " See " $3 ".")
}' >"${TMPDIR:-/tmp}/codes.$$"
mandoc -T ascii -O width=500 aclgen/aclgen.1 | col -bx | awk '
	/^[A-Z]/ {on = $1 == "DIAGNOSTICS"; next}
	on && $1 ~ /^AG[0-9]+$/ {if (line != "") print line; line = ""}
	on && (line != "" || $1 ~ /^AG/) {for (i = 1; i <= NF; i++) line = line (line == "" ? "" : " ") $i}
	END {print line}' >"${TMPDIR:-/tmp}/page.$$"
diff "${TMPDIR:-/tmp}/codes.$$" "${TMPDIR:-/tmp}/page.$$" >"${TMPDIR:-/tmp}/diff.$$"
ok $? "aclgen(1) has the codes, sentences and references of the program"
sed 's/^/# /' "${TMPDIR:-/tmp}/diff.$$" | head -n 40
rm -f "${TMPDIR:-/tmp}/codes.$$" "${TMPDIR:-/tmp}/page.$$" "${TMPDIR:-/tmp}/diff.$$"
# joejob(8) and the module: what it exports, the words of its settings, its evidence, its errors.
both() {
	[ -n "$2" ] && [ "$2" = "$3" ]
	ok $? "joejob(8) and the code have the same $1"
	[ "$2" = "$3" ] || { echo "# code:" $2; echo "# page:" $3; }
}
page=local_scan/joejob.8
in_section() {
	awk -v name="$1" '/^\.S[hs]/ {on = substr($0, 5) == name} on' "$page"
}
both exports "$(sed -n 's/^export //p' local_scan/host_symbols | sort)" \
	"$(sed -n 's/^\.Fn \([a-z_]*\).*/\1/p' "$page" | grep -v '^d+' | sort -u)"
both settings "$(sed -n 's/^\t{ "\([a-z]*\)", \(SITE\|AGAIN\|OPENS\|ENTRY\),.*/\1/p' local_scan/settings.c | sort)" \
	"$(in_section SETTINGS | sed -n 's/^\.It Cm \([a-z]*\) Ns = .*/\1/p' | sort)"
both evidence "$(sed -n 's/^\t\[JJ_EV_[A-Z_]*\] = "\(.*\)",/\1/p' local_scan/verdict.c | grep -vx not-a-bounce | sort)" \
	"$(in_section Evidence | sed -n 's/^\.Li //p' | tr -d ',.' | tr ' ' '\n' | grep . | sort)"
both errors "$({
	sed -n 's/.*trouble("\([a-z]*\)",.*/\1/p' local_scan/exim_adapter.c
	grep -o 'error=[a-z]*' local_scan/exim_adapter.c | sed 's/.*=//'
} | sort -u)" "$(in_section 'LOG LINES' | sed -n '/^\.Li settings/s/^\.Li //p' | tr -d ',.' | tr ' ' '\n' | grep . | sort)"
both fields "$({
	echo rule line action wanted
	sed -n '/^size_t jj_result_fields/,/^}/p' local_scan/verdict.c | grep -oE '[a-z]+=' | tr -d =
	sed -n 's/.*proof_field(r, [A-Z_]*, "\([a-z]*\)".*/\1/p' local_scan/verdict.c
} | tr ' ' '\n' | sort -u)" "$(in_section 'LOG LINES' | grep -E '^\.(It )?Cm ' | grep -oE '[a-z]+=' | tr -d = | sort -u)"
ok "$([ $count -ge 15 ]; echo $?)" "there are pages to check"
done_testing
