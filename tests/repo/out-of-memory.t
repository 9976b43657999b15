#!/usr/bin/perl
# aclgen and joescan while one allocation after the other fails (tests/tools/alloc_fail.c): one
# line says so, exit 2, no file half-written, none left over. A failure that a library makes good
# again must change nothing at all.
#
# As it stands, a sample of the allocations of each command that has many; all of them by `make check-alloc`
# (ALLOC_ALL=1), one command by T=NAME.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);

chdir(($0 =~ m{^(.*)/})[0] . '/../..') or die;
my $b = abs_path($ENV{JJ_BUILD} || 'build');
my ($ag, $scan, $lib) = ("$b/aclgen", "$b/joescan", "$b/tests/alloc_fail.so");
my $sample = 12;
my $root = abs_path('.');
# The path of a lookup has no capitals.
my $tmp = "/tmp/joejob-alloc.$$";
mkdir $tmp, 0755 or die "$tmp: $!";
# Also for who becomes another user, to open the state.
mkdir "$tmp/s";
chmod 0777, "$tmp/s";
END { system('rm', '-rf', $tmp) if $tmp && -d $tmp }

# What a library does with a lack of memory and we cannot change: [who asked, what comes of it, why].
my @theirs = (
	[ qr/libgmp/, qr/^dies of signal 6/, 'times libgmp aborts, as its manual says' ],
	[ qr/libtasn1|libgnutls/, qr/^dies of signal 11/, 'times libtasn1 follows NULL' ],
	[ qr/libtasn1|libgnutls|libhogweed|libnettle/, qr/^says: aclgen: \S* ?.*(gnutls can|no base64)/,
		'times gnutls names another reason' ],
	[ qr/__getdelim/, qr/^dies of signal 6/, 'times libc aborts over nsswitch.conf' ],
	[ qr/libc/, qr/^dies of signal 11/, 'times libc follows NULL in nss_database.c, below getpwnam', qr/^(key|state)/ ],
	[ qr/libc/, qr/^says: aclgen: \S+ names its user by -bP: there is no /,
		'times libc finds no user or group and gives no reason', qr/^state/ ],
	# The name of the group is for the eye; the file is the same or more closely kept.
	[ qr/libc/, qr/^changes its output/, 'times libc does not find a user or group',
		qr/^key/ ],
);

my $wide = "$tmp/wide.yaml";
write_file($wide, "joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]}}\n" .
	"block: {hosts: [" . join(',', map { "10.0." . int($_ / 256) . '.' . $_ % 256 } 0 .. 300) . "]}\n");
my $broken = "$tmp/broken.yaml";
write_file($broken, "joejob: 1\nus: {hostname: mx, domains: {local: [ex ample]}}\nblok: [1]\n");
my $state = "$tmp/state.yaml";
write_file($state, "joejob: 1\nus: {hostname: mx.example.org, domains: {local: [example.org]},\n" .
	"  outbound: [{for: '*', hosts: [mx.example.org], complete: yes}]}\nconnect: {ptr: tag}\n" .
	"greylist: {}\nstate: {backend: sqlite, file: $tmp/site/var/state.db}\n");
my $mbox = "$tmp/mbox";
write_file($mbox, join '', map { "From x Mon May  6 10:00:09 2024\n" . read_file($_) . "\n" }
	map { "tests/data/joescan-$_.eml" } qw(ours forged plain));
my @us = qw(--our-host mx.example.org);

# {}: the folder that the command may change.
my @runs = (
	[ 'check', [ $ag, qw(check --no-exim examples/everything/policy.yaml) ] ],
	[ 'check-broken', [ $ag, qw(check --no-exim), $broken ] ],
	[ 'check-json', [ $ag, qw(check --no-exim --format json), $broken ] ],
	[ 'build', [ $ag, qw(build --no-exim examples/university/policy.yaml -o {}) ] ],
	[ 'build-again', [ $ag, qw(build --no-exim --force), $wide, '-o', '{}' ],
		[ $ag, qw(build --no-exim examples/university/policy.yaml -o {}) ] ],
	[ 'diff', [ $ag, qw(build --no-exim --diff), $wide, '-o', '{}' ],
		[ $ag, qw(build --no-exim examples/university/policy.yaml -o {}) ] ],
	[ 'lists', [ $ag, 'lists', $wide, '-o', '{}' ],
		[ $ag, qw(build --no-exim), $wide, '-o', '{}' ], [ qw(truncate -s 0 {}/lists/block.hosts.cdb) ] ],
	[ 'test', [ $ag, qw(test examples/university/policy.yaml), $broken ] ],
	[ 'explain', [ $ag, qw(explain --from 198.51.100.1 --sender a@example.net --rcpt b@example.org), $broken ] ],
	[ 'key-new', [ $ag, qw(key new {}/keys) ] ],
	[ 'key-rotate', [ $ag, qw(key rotate {}/keys) ], [ $ag, qw(key new {}/keys) ] ],
	[ 'key-dkim', [ $ag, qw(key dkim example.org s1 --from-private), "$tmp/private.pem", qw(-o {}/s1) ] ],
	[ 'state-init', [ $ag, 'state', 'init', $state ], [ 'true' ] ],
	[ 'state-show', [ $ag, 'state', 'show', $state ], [ $ag, 'state', 'init', $state ] ],
	[ 'state-expire', [ $ag, 'state', 'expire', $state ], [ $ag, 'state', 'init', $state ] ],
	[ 'scan', [ $scan, @us, '--explain', $mbox ] ],
	[ 'scan-json', [ $scan, qw(--format json), @us, $mbox ] ],
	[ 'scan-policy', [ $scan, qw(--policy examples/university/policy.yaml), $mbox ] ],
	[ 'scan-replay', [ $scan, qw(--replay --policy examples/university/policy.yaml), $mbox ] ],
	[ 'scan-learn', [ $scan, '--learn', $mbox ] ],
);
system("openssl genrsa -out $tmp/private.pem 2048 2>/dev/null") == 0 or die 'openssl';

sub read_file {
	open my $f, '<', $_[0] or return '';
	local $/;
	return scalar <$f> // '';
}

sub write_file {
	open my $f, '>', $_[0] or die "$_[0]: $!";
	print $f $_[1];
	close $f or die;
}

# What is in the folder, but for keys and times; of a database what it holds, wherever that stands:
# SQLite leaves its journal behind where it has no memory to close the file.
sub tree {
	my ($dir) = @_;
	my %t;
	for my $f (split /\n/, `cd $dir && find . -mindepth 1`) {
		my $text = -f "$dir/$f" ? read_file("$dir/$f") : '';
		$text =~ s/\b[0-9a-f]{64}\b/KEY/g;
		$text =~ s/\b\d{9,11}\b/TIME/g;
		$text =~ s/^[a-z0-9]{2}(?= TIME )/ID/mg;
		next if $f =~ /\.db-(wal|shm|journal)$/;
		$text = `sqlite3 $dir/$f .dump 2>&1` if $f =~ /\.db$/;
		$t{$f} = $text;
	}
	return \%t;
}

sub same_tree {
	my ($x, $y) = @_;
	return join("\0", map { ($_, $x->{$_}) } sort keys %$x) eq
		join("\0", map { ($_, $y->{$_}) } sort keys %$y);
}

# run COMMAND, FAIL: its status, output and errors
sub run {
	my ($command, $fail) = @_;
	unlink "$tmp/s/said";
	my $pid = fork // die;
	if ($pid == 0) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', "$tmp/out";
		open STDERR, '>', "$tmp/err";
		@ENV{qw(LD_PRELOAD ALLOC_FAIL ALLOC_FAIL_SAY)} = ($lib, $fail, "$tmp/s/said") if $fail;
		$ENV{TMPDIR} = "$tmp/tmp";
		alarm 60;
		exec map { s/\{\}/$tmp\/site/r } @$command;
		exit 127;
	}
	waitpid $pid, 0;
	return ($?, read_file("$tmp/out"), read_file("$tmp/err"));
}

sub fresh {
	my (@before) = @_;
	system('rm', '-rf', "$tmp/site", "$tmp/tmp");
	mkdir "$tmp/site";
	mkdir "$tmp/tmp";
	for (@before) {
		my ($status, undef, $err) = run($_);
		die "@$_: $status $err" if $status;
	}
	system('rm', '-rf', "$tmp/kept");
	system('cp', '-a', "$tmp/site", "$tmp/kept");
}

sub again {
	my ($changed) = @_;
	return if !$changed;
	system("rm -rf $tmp/site $tmp/tmp; cp -a $tmp/kept $tmp/site; mkdir $tmp/tmp");
}

# Undef, or what is wrong.
sub judge {
	my ($name, $command, $got, $want, $before, $after) = @_;
	my ($status, $out, $err) = @$got;
	my $tree = tree("$tmp/site");
	return 'dies of signal ' . ($status & 127) if $status & 127;
	if (-d "$tmp/tmp") {
		my @left = glob "$tmp/tmp/{*,.[!.]*}";
		@left = grep { -e } @left;
		return "leaves @left" if @left;
	}
	# A Received line that could not be matched says nothing: unverifiable, never forged.
	if ($name =~ /^scan/ && $status <= 1 << 8 && $err eq '') {
		my ($is, $was) = map { scalar(() = /forged/g) } $out, $want->[1];
		return $is > $was ? 'calls more forged' : undef;
	}
	if ($status == $want->[0]) {
		$err =~ s/\b\d{9,11}\b/TIME/g;
		return "changes its output" if normal($out) ne normal($want->[1]);
		return "changes its errors: $err" if normal($err) ne normal($want->[2]) && $status != 2 << 8;
		return 'changes what it writes' if !same_tree($tree, $after) && $status != 2 << 8;
	}
	return 'exit ' . ($status >> 8) . ": $err" if $status != 2 << 8 && $status != $want->[0];
	if ($status == 2 << 8 && $want->[0] != 2 << 8) {
		my %usual = map { $_ => 1 } split /\n/, $want->[2];
		my @lines = grep { !$usual{$_} } split /\n/, $err;
		return "says @{[scalar @lines]} lines: $err" if @lines != 1;
		return "says: $err" if $lines[0] !~ /^(aclgen|joescan): .*(out of memory|Cannot allocate memory)$/;
	}
	for my $f (keys %$tree) {
		next if exists $before->{$f} && $before->{$f} eq $tree->{$f};
		next if exists $after->{$f} && $after->{$f} eq $tree->{$f};
		next if $f =~ /\.db$/;
		return "leaves $f" . (exists $after->{$f} ? ' half-written' : '');
	}
	for my $f (keys %$before) {
		return "loses $f" if !exists $tree->{$f} && exists $after->{$f};
	}
	# What it left of the state is of use to the next.
	if ($name =~ /^state/) {
		my ($next, undef, $said) = run($command);
		return "is in the way of the next: $said" if $next || !same_tree(tree("$tmp/site"), $after);
	}
	return undef;
}

sub normal {
	my ($s) = @_;
	$s =~ s/\b\d{9,11}\b/TIME/g;
	$s =~ s/\bkey [a-z0-9]{2}\b/key ID/g;
	return $s;
}

my $n = 0;
if ($b =~ m{/san$}) {
	print "1..0 # SKIP sanitizers have an allocator of their own\n";
	exit;
}
for my $r (@runs) {
	my ($name, $command, @before) = @$r;
	next if $ENV{T} && $ENV{T} ne $name;
	my (%wrong, %excused);
	my ($checked, $total, $refused) = (0, 0, 0);
	fresh(@before);
	my $old = tree("$tmp/site");
	my @want = run($command);
	my $new = tree("$tmp/site");
	my $writes = @before || !same_tree($old, $new);
	# How many there are, by asking for one that is beyond all.
	my ($low, $high) = (0, 64);
	my $there = sub { again($writes); run($command, $_[0]); -e "$tmp/s/said" };
	$high *= 2, $low = $high / 2 while $there->($high);
	while ($high - $low > 1) {
		my $middle = int(($low + $high) / 2);
		($there->($middle) ? $low : $high) = $middle;
	}
	$total = $low;
	my $step = $ENV{ALLOC_ALL} ? 1 : $total / $sample;
	# A short command is soon through, and its bugs stand in single places.
	$step = 1 if $step < 1 || $total < 300;
	# What is written last is written at the last places.
	my %seen;
	for my $i (grep { !$seen{$_}++ } (map { int(1 + $_ * $step) } 0 .. ($total - 1) / $step),
		($total < 4 ? 1 : $total - 3) .. $total) {
		for my $fail ($i, "$i+") {
			again($writes);
			my @got = run($command, $fail);
			my $who = read_file("$tmp/s/said");
			next if $who eq '';
			$checked++;
			$refused++ if $got[0] == 2 << 8;
			my $wrong = judge($name, $command, \@got, \@want, $old, $new) // next;
			chomp $who;
			my ($excuse) =
				grep { $who =~ $_->[0] && $wrong =~ $_->[1] && (!$_->[3] || $name =~ $_->[3]) } @theirs;
			if ($excuse) {
				$excused{ $excuse->[2] }++;
				next;
			}
			$who =~ s/^\d+ //;
			push @{ $wrong{"$who: $wrong"} }, $fail;
		}
	}
	$n++;
	print %wrong ? 'not ' : '', "ok $n - $name: $checked failures, $total allocations, $refused refused",
		(map { "; $excused{$_} $_" } sort keys %excused), "\n";
	for (sort keys %wrong) {
		my @at = @{ $wrong{$_} };
		print '# ', scalar @at, "x (", join(' ', @at[ 0 .. ($#at < 3 ? $#at : 3) ]), ") $_\n" =~ s/\n(?=.)/ | /gr;
	}
}
print "1..$n\n";
