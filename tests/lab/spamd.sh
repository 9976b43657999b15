# spamd.sh - a real spamd on the MX, for it and for others of its network; sourced after lab.sh.
# shellcheck shell=sh disable=SC2154

start_spamd()
{
	mkdir -p "$LAB/spamd" && chmod 777 "$LAB/spamd"
	on mx env HOME="$LAB/spamd" spamd --local --listen 192.0.2.1:783 --allowed-ips 192.0.2.0/24 --max-children 2 \
		--username nobody --pidfile "$LAB/spamd.pid" --nouser-config --syslog stderr \
		</dev/null >>"$LAB/spamd/log" 2>&1 &
	wait_for 120 lab_port_open mx 783 || lab_cannot "spamd: $(cat "$LAB/spamd/log")"
	# The first message takes some seconds.
	on mx perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("192.0.2.1:783") or die; undef $/; my $m = <STDIN>;
		print $s "CHECK SPAMC/1.2\r\nContent-length: ", length $m, "\r\n\r\n", $m; $s->shutdown(1); <$s>' \
		<"$lab_top/tests/data/bounces/mail.eml"
}

# spamd_signal SIGNAL: its children, too.
spamd_signal()
{
	spamd_pid=$(cat "$LAB/spamd.pid")
	pkill "-$1" -P "$spamd_pid"
	kill "-$1" "$spamd_pid"
}
