#!/bin/sh
# What OpenSMTPD returns of a signed header: as a gateway, since it refuses unknown users of its own.
. "$(dirname "$0")/mta.sh"

mta_fetched opensmtpd
start_dns
start_exim inside
start_refuser
mta_jail opensmtpd
mta_user opensmtpd 901
mta_user opensmtpq 902
mta_put /etc/smtpd.conf <<'END'
smtp max-message-size 50M
listen on 0.0.0.0 hostname mx.remote.example
action inside relay host smtp://198.51.100.25
action out relay
match from any for domain remote.example action inside
match for any action out
match from mail-from "" for any action out
END
jail sh -c 'mkdir -p /var/spool/smtpd && chmod 711 /var/spool/smtpd; chgrp opensmtpq /usr/sbin/smtpctl
	chmod g+s /usr/sbin/smtpctl; echo mx.remote.example >/etc/mailname'
jail smtpd -d >"$LAB/remote/log/opensmtpd" 2>&1 &
wait_for 15 lab_port_open remote 25 || { cat "$LAB/remote/log/opensmtpd"; lab_cannot "OpenSMTPD does not start"; }
mta_site
mta_returns yes yes yes yes yes yes yes
done_testing
