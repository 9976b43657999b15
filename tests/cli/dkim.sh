# shellcheck shell=sh
# Sourced by the DKIM tests: keys of a run, and two signers that share no code with joejob: dkimpy and
# Mail::DKIM. Wants $TMP.

# keys: $TMP/rsa.key, $TMP/ed.key (PEM) and $TMP/ed.seed, as dkimpy takes it
dkim_keys() {
	openssl genrsa -out "$TMP/rsa.key" 2048 2>/dev/null &&
		openssl genpkey -algorithm ed25519 -out "$TMP/ed.key" 2>/dev/null &&
		openssl pkey -in "$TMP/ed.key" -outform DER | tail -c 32 | base64 >"$TMP/ed.seed"
}

# by_dkimpy HEADER-CANON ALGORITHM SELECTOR KEY <MESSAGE
by_dkimpy() {
	dkimsign --hcanon "$1" --bcanon simple --signalg "$2" "$3" example.org "$4"
}

# by_perl CANON SELECTOR KEY <MESSAGE
by_perl() {
	perl -e '
		use Mail::DKIM::Signer;
		my ($canon, $selector, $key) = @ARGV;
		my $s = Mail::DKIM::Signer->new(Algorithm => "rsa-sha256", Method => $canon,
			Domain => "example.org", Selector => $selector, KeyFile => $key);
		local $/; my $text = <STDIN>; $text =~ s/\n/\r\n/g;
		$s->PRINT($text); $s->CLOSE;
		my $out = $s->signature->as_string . "\r\n" . $text;
		$out =~ s/\r\n/\n/g; print $out;
	' "$@"
}
