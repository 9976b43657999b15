#!/usr/bin/perl
# vbounce.pl ROUND SECONDS DIR - SpamAssassin with nothing but VBounce and its rules, over DIR's messages.
#
# One sample: the median CPU time of a message in this process; SpamAssassin's own start and the
# compiling of its rules at the first message are apart. No network, no Bayes, no other rules. It
# begins at another message each round and stops when SECONDS are over.
use strict;
use warnings;

use File::Find;
use File::Temp qw(tempdir);
use Mail::SpamAssassin;
use Time::HiRes qw(clock_gettime CLOCK_PROCESS_CPUTIME_ID CLOCK_MONOTONIC);

my ($round, $seconds, $dir) = @ARGV;
my $rules = '/usr/share/spamassassin/20_vbounce.cf';

sub slurp {
	my ($path) = @_;
	open my $f, '<:raw', $path or die "bench: $path: $!\n";
	local $/;
	return <$f>;
}

my @files;
find({ no_chdir => 1, wanted => sub { push @files, $_ if /\.(?:eml|txt)\z/ && -f } }, $dir);
@files = sort @files;
die "bench: no messages in $dir\n" unless @files;

my $sa = Mail::SpamAssassin->new({
	config_text => "loadplugin Mail::SpamAssassin::Plugin::Check\n"
		. "loadplugin Mail::SpamAssassin::Plugin::VBounce\n"
		. slurp($rules)
		. "\nwelcomelist_bounce_relays mx.joe-job.example\nuse_bayes 0\nutil_rb_tld com net org example\n",
	local_tests_only   => 1,
	dont_copy_prefs    => 1,
	require_rules      => 0,
	userprefs_filename => '/dev/null',
	home_dir_for_helpers => tempdir(CLEANUP => 1), # as root it would make nobody's own
	username           => 'nobody',
});

my $hits = 0;

sub judge {
	my ($text) = @_;
	my $mail   = $sa->parse($text, 0);
	my $status = $sa->check($mail);
	$hits += $status->get_names_of_tests_hit =~ /BOUNCE_MESSAGE/ ? 1 : 0;
	$status->finish;
	$mail->finish;
}

judge(slurp($files[0])) for 1 .. 2;
my @times;
my $until = clock_gettime(CLOCK_MONOTONIC) + $seconds;
my $at = $round * 83;
while (@times < @files && (@times < 20 || clock_gettime(CLOCK_MONOTONIC) < $until)) {
	my $text = slurp($files[$at++ % @files]);
	my $before = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
	judge($text);
	push @times, clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $before;
}
die "bench: VBounce called none of the messages a bounce: it does not run\n" unless $hits;
@times = sort { $a <=> $b } @times;
printf "vbounce.median\t%d\t%.0f\n", $round, 1e9 * $times[@times / 2];
