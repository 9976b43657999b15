#!/bin/sh
# --format json: one object, which a JSON parser reads, with the same diagnostics as the text, whatever
# the policy; and the members that aclgen(1) names, of the types that it names.
cd "$(dirname "$0")/../.." || exit 1
. tests/cli/aclgen.sh
GOLDEN=$PWD/tests/golden/aclgen

# As text, after a look at the object itself: the first line is what came of it.
cat >"$TMP/text.pl" <<'EOF'
use JSON::PP; use strict;
local $/;
my $o = JSON::PP->new->utf8->decode(<STDIN>);
my %type = (policy => "s", result => "s", errors => "n", warnings => "n", conversations => "n", diagnostics => "a");
my %each = (file => "s", line => "n", column => "n", severity => "s", code => "s", message => "s");
sub look {
	my ($o, $want) = @_;
	for (sort keys %$want) {
		die "no $_\n" unless exists $o->{$_};
		my $v = $o->{$_};
		my $t = ref $v eq "ARRAY" ? "a" : JSON::PP->new->allow_nonref->encode($v) =~ /^[0-9]+$/ ? "n" : "s";
		die "$_ is of the type $t\n" unless $t eq $want->{$_};
	}
	die "other members\n" unless keys %$o == keys %$want;
}
delete $type{conversations} if @ARGV && $ARGV[0] eq "lists";
look($o, \%type);
my %n = (error => 0, warning => 0);
binmode STDOUT, ":utf8";
print "$o->{result} $o->{errors} $o->{warnings}\n";
for my $d (@{$o->{diagnostics}}) {
	look($d, \%each);
	$n{$d->{severity}}++;
	print $d->{file}, ($d->{line} ? ":$d->{line}:$d->{column}" : ""),
		": $d->{severity}: $d->{message} [$d->{code}]\n";
}
die "counts\n" unless $n{error} + $n{warning} <= $o->{errors} + $o->{warnings};
EOF
of_json() {
	perl "$TMP/text.pl" "$@" <"$TMP/out" >"$TMP/as_text" 2>"$TMP/why" || cat "$TMP/why"
}

# All policies that are wrong in some way: the same in both forms.
cd "$GOLDEN" || exit 1
case $ACLGEN in /*) ;; *) ACLGEN=$OLDPWD/$ACLGEN ;; esac
n=0
wrong=
for policy in *.yaml; do
	n=$((n + 1))
	"$ACLGEN" check --no-exim "$policy" 2>"$TMP/err" >/dev/null
	text=$?
	"$ACLGEN" check --no-exim --format json "$policy" >"$TMP/out" 2>/dev/null
	json=$?
	said=$(of_json)
	case $(sed -n 1p "$TMP/as_text") in
	done\ 0\ *) result=0 ;;
	wrong\ [1-9]*) result=1 ;;
	trouble*) result=2 ;;
	*) result=none ;;
	esac
	sed 1d "$TMP/as_text" >"$TMP/as_text.1"
	sed '/^aclgen: .*--no-exim/d' "$TMP/err" >"$TMP/err.1"
	if [ "$text $json" != "$json $result" ] || ! cmp -s "$TMP/as_text.1" "$TMP/err.1" || [ -n "$said" ]; then
		wrong="$wrong $policy ($text $json $result $said)"
	fi
done
is "$wrong" "" "the same diagnostics in both forms"
[ "$n" -gt 50 ]
ok $? "of many policies"
cd "$OLDPWD" || exit 1

ag check --no-exim --format json "$POLICY"
is "$(of_json) $code: $(cat "$TMP/as_text")" " 0: done 0 0" "a policy that is right"
has "$out" '"conversations":0,' "of which Exim was not asked"
has "$err" "--no-exim" "which is said on stderr"
ag check --no-exim --format json "$TMP/none.yaml"
is "$(of_json) $code: $(sed -n 1p "$TMP/as_text")" " 2: trouble 1 0" "a policy that is not there"
printf 'joejob: 1\n"a\001\302\205\377\\"": \033[31m"\n' >"$TMP/odd \"\\.yaml"
ag check --no-exim --format json "$TMP/odd \"\\.yaml"
is "$(of_json) $code" " 1" "a hostile one, with a hostile name"
is "$(LC_ALL=C tr -d '\012\040-\176' <"$TMP/out" | wc -c)" 0 "is told in plain characters"
{
	echo 'joejob: 1'
	seq 1000 | sed 's/.*/joejob: &/'
} >"$TMP/many.yaml"
ag check --no-exim --format json "$TMP/many.yaml"
is "$(of_json) $(sed -n 1p "$TMP/as_text" | cut -d' ' -f1) $(tail -n 1 "$TMP/as_text" | grep -o 'AG001')" \
	" wrong AG001" "more errors than are shown"
ag build --no-exim --format json "$POLICY" -o "$TMP/d"
is "$(of_json) $code: $(cat "$TMP/as_text")" " 0: done 0 0" "build"
ag build --no-exim --diff --format json "$POLICY" -o "$TMP/d"
has "$code: $err" "2: aclgen: --diff shows text" "build --diff has no such form"
ag diff --no-exim --format json "$POLICY" -o "$TMP/d"
has "$code: $err" "2: aclgen: not a format of this command" "nor has diff"
ag lists --format json "$TMP/none.yaml" -o "$TMP/d"
is "$(of_json lists) $code: $(sed -n 1p "$TMP/as_text")" " 2: trouble 1 0" "lists"

need_exim
ag check --exim "$TMP/none" --format json "$POLICY"
is "$(of_json) $code: $(sed -n 1p "$TMP/as_text")" " 2: trouble 1 0" "an Exim that is not there"
ag check --module "$MODULE" --format json "$POLICY"
is "$(of_json) $code: $(cat "$TMP/as_text")" " 0: done 0 0" "the real Exim was asked"
case $out in
*'"conversations":0,'*) false ;;
*'"conversations":'[1-9]*) true ;;
*) false ;;
esac
ok $? "in conversations"
done_testing
