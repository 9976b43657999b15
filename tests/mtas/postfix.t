#!/bin/sh
# What Postfix returns of a signed header.
. "$(dirname "$0")/mta.sh"

mta_fetched postfix
start_dns
start_exim inside
mta_jail postfix
mta_user postfix 901
mta_user postdrop 902
mta_put /etc/postfix/main.cf <<'END'
compatibility_level = 3.6
myhostname = mx.remote.example
mydestination = remote.example
local_recipient_maps =
alias_maps =
alias_database =
inet_protocols = ipv4
maillog_file = /dev/stdout
queue_directory = /var/spool/postfix
data_directory = /var/lib/postfix
mail_owner = postfix
setgid_group = postdrop
smtp_address_preference = ipv4
END
# No chroots in a chroot.
jail sh -c 'sed "/^[a-z]/s/^\(\([^ ]* *\)\{4\}\)[-ny] /\1n /" /usr/share/postfix/master.cf.dist >/etc/postfix/master.cf
	echo "postlog unix-dgram n - n - 1 postlogd" >>/etc/postfix/master.cf'
jail sh -c 'mkdir -p /var/lib/postfix /var/spool/postfix && chown postfix: /var/lib/postfix
	chgrp postdrop /usr/sbin/postqueue /usr/sbin/postdrop && chmod g+s /usr/sbin/postqueue /usr/sbin/postdrop'
jail postfix start-fg >"$LAB/remote/log/postfix" 2>&1 &
wait_for 15 lab_port_open remote 25 || { cat "$LAB/remote/log/postfix"; lab_cannot "Postfix does not start"; }
mta_site
# shellcheck disable=SC2034 # for mta_returns
mta_to=nosuchuser@remote.example
mta_returns yes yes yes yes yes yes yes
done_testing
