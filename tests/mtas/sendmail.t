#!/bin/sh
# What Sendmail returns of a signed header: as a gateway, since it refuses unknown users of its own. It
# writes lists of addresses anew, and adds a Message-ID where there is none.
. "$(dirname "$0")/mta.sh"

mta_fetched sendmail
start_dns
start_exim inside
start_refuser
mta_jail sendmail
mta_user smmta 901
mta_user smmsp 902
mta_put /etc/mail/sendmail.mc <<'END'
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
DOMAIN(`debian-mta')dnl
define(`confDOMAIN_NAME', `mx.remote.example')dnl
define(`MAILER_RELAY_TLS', `')dnl
FEATURE(`mailertable', `hash -o /etc/mail/mailertable')dnl
FEATURE(`accept_unresolvable_domains')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=0.0.0.0')dnl
MAILER(`smtp')dnl
END
# Without a full name of its own it sleeps for a minute.
printf '127.0.0.1 localhost\n203.0.113.10 mx.remote.example %s\n' "$(uname -n)" | mta_put /etc/hosts
jail sh -c 'cd /usr/share/sendmail/cf/cf && m4 /etc/mail/sendmail.mc >/etc/mail/sendmail.cf
	echo "remote.example esmtp:[198.51.100.25]" | makemap hash /etc/mail/mailertable
	echo remote.example >/etc/mail/relay-domains; echo localhost >/etc/mail/local-host-names
	: >/etc/mail/trusted-users; : >/etc/mail/aliases; : | makemap hash /etc/mail/access
	mkdir -p /var/spool/mqueue /var/run/sendmail/mta /var/lib/sendmail/host_status && chmod 700 /var/spool/mqueue
	chown smmta /var/spool/mqueue /var/run/sendmail/mta' >"$LAB/remote/log/sendmail" 2>&1
jail /usr/libexec/sendmail/sendmail -bD -q5s -C /etc/mail/sendmail.cf >>"$LAB/remote/log/sendmail" 2>&1 &
wait_for 15 lab_port_open remote 25 || { cat "$LAB/remote/log/sendmail"; lab_cannot "Sendmail does not start"; }
mta_site
mta_returns yes yes yes yes no no no
done_testing
