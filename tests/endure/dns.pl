# dns.pl MODE ADDRESS PORT: a DNS server on ADDRESS that answers SERVFAIL to all questions, or asks the one
# on PORT and tells its answers too late for a first question, not for a second.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw(time);

use constant LATE => 1.2;

my ($mode, $address, $port) = @ARGV;
my $front = IO::Socket::INET->new(Proto => 'udp', LocalAddr => $address, LocalPort => 53) or die "$!\n";
my (@waiting, %asked);
my $select = IO::Select->new($front);

while (1) {
	my $next = @waiting ? $waiting[0][0] - time : 1;
	for my $s ($select->can_read($next > 0 ? $next : 0)) {
		if ($s == $front) {
			my $from = $front->recv(my $q, 65535) // next;
			next if length $q < 12;
			if ($mode eq 'servfail') {
				substr($q, 2, 2) = pack 'n', (unpack('n', substr $q, 2, 2) & 0x0100) | 0x8082;
				$front->send($q, 0, $from);
				next;
			}
			my $back = IO::Socket::INET->new(Proto => 'udp', PeerAddr => $address, PeerPort => $port)
				or next;
			$back->send($q);
			$asked{$back} = [$from, $back];
			$select->add($back);
		} else {
			my $from = $asked{$s}[0];
			my $answer;
			push @waiting, [time + LATE, $from, $answer] if defined $s->recv($answer, 65535);
			$select->remove($s);
			delete $asked{$s};
		}
	}
	while (@waiting && $waiting[0][0] <= time) {
		my (undef, $from, $answer) = @{shift @waiting};
		$front->send($answer, 0, $from);
	}
}
