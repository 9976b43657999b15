/* Received lines as the MTAs of Unix write them. */
#include <criterion/criterion.h>

#include "received_rows.h"

TestSuite(received, .init = rows_compile, .fini = rows_discard);

Test(received, unix_mtas)
{
	static const struct row rows[] = {
		{ "postfix",
			"from mail.example.org (mx.example.org [192.0.2.25])\n\tby "
			"relay.example.net "
			"(Postfix) with ESMTPS id 4F100A\n\tfor <u@example.net>; Mon, 6 May 2024 "
			"10:00:07 +0000",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "postfix without rdns",
			"from mail.example.org (unknown [192.0.2.25]) by relay.example.net "
			"(Postfix) with SMTP id 4F100A; Mon, 6 May 2024 10:00:07 +0000 (UTC)",
			{ "relay.example.net", "mail.example.org", "unknown", "192.0.2.25" } },
		{ "postfix TLS",
			"from mx.example.org (mx.example.org [192.0.2.25]) (using TLSv1.3 with "
			"cipher "
			"TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519) (No client "
			"certificate "
			"requested) by relay.example.net (Postfix) with ESMTPS id 4F; Mon, 6 May "
			"2024",
			{ "relay.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } },
		{ "postfix IPv6",
			"from mx.example.org (mx.example.org [IPv6:2001:db8::25]) by r.example.net "
			"(Postfix) with ESMTP id 4F",
			{ "r.example.net", "mx.example.org", "mx.example.org", "2001:db8::25" } },
		{ "postfix local",
			"by mx.example.org (Postfix, from userid 1000) id 4F; Mon, 6 May 2024",
			{ "mx.example.org", "", "", "" } },
		{ "exim",
			"from mx.example.org ([192.0.2.25]) by relay.example.net with esmtp (Exim "
			"4.96) "
			"(envelope-from <a@example.org>) id 1qAbCd-000001-0B for u@example.net",
			{ "relay.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "exim helo",
			"from mx.example.org ([192.0.2.25] helo=mail.example.org) by "
			"relay.example.net "
			"with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) id "
			"1qAbCd-000001-0B",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "exim port, helo, ident",
			"from mx.example.org ([192.0.2.25]:51234 helo=mail.example.org "
			"ident=exim) by relay.example.net with esmtp (Exim 4.30) id 1A",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "exim ident alone",
			"from mx.example.org ([192.0.2.25] ident=root) by relay.example.net with "
			"esmtp (Exim 3.36 #1) id 1A",
			{ "relay.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "exim without rdns",
			"from [192.0.2.25] (helo=mail.example.org) by relay.example.net with smtp "
			"(Exim 4.96) id 1A",
			{ "relay.example.net", "mail.example.org", "", "192.0.2.25" } },
		{ "exim port=",
			"from [192.0.2.25] (port=4321 helo=mail.example.org) by relay.example.net "
			"with "
			"esmtp (Exim 4.96) id 1A",
			{ "relay.example.net", "mail.example.org", "", "192.0.2.25" } },
		{ "exim [addr]:port",
			"from [192.0.2.25]:4321 (helo=mail.example.org) by relay.example.net with "
			"esmtp (Exim 4.72) id 1A",
			{ "relay.example.net", "mail.example.org", "", "192.0.2.25" } },
		{ "exim address alone",
			"from [192.0.2.25] by relay.example.net with esmtp (Exim 4.96) id 1A",
			{ "relay.example.net", "", "", "192.0.2.25" } },
		{ "exim IPv6",
			"from mx.example.org ([2001:db8::25]:51234) by relay.example.net with "
			"esmtps "
			"(Exim 4.96) id 1A",
			{ "relay.example.net", "", "mx.example.org", "2001:db8::25" } },
		{ "exim local",
			"from alice by mx.example.org with local (Exim 4.96) (envelope-from <a@b>) "
			"id 1A",
			{ "mx.example.org", "alice", "", "" } },
		{ "sendmail",
			"from mail.example.org (mx.example.org [192.0.2.25]) by relay.example.net "
			"(8.14.4/8.14.4) with ESMTP id u46A0; Mon, 6 May 2024 10:00:07 GMT",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "sendmail ident",
			"from mail.example.org (root@mx.example.org [192.0.2.25]) by "
			"relay.example.net (8.9.3/8.9.3) with ESMTP id KAA1",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "sendmail IDENT:",
			"from mail.example.org (IDENT:mail@mx.example.org [192.0.2.25]) by "
			"relay.example.net (8.9.3/8.9.3) with ESMTP id KAA1",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "sendmail may be forged",
			"from mail.example.org (mx.example.org [192.0.2.25] (may be forged)) "
			"by relay.example.net (8.12.11/8.12.11) with ESMTP id i4",
			{ "relay.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "sendmail without rdns",
			"from mail.example.org ([192.0.2.25]) by relay.example.net "
			"(8.14.4/8.14.4) with ESMTP id u46A0",
			{ "relay.example.net", "mail.example.org", "", "192.0.2.25" } },
		{ "sendmail authenticated",
			"from [192.168.1.5] (dsl.example.com [203.0.113.9]) (authenticated "
			"bits=0) by relay.example.net (8.14.4/8.14.4) with ESMTP id u4",
			{ "relay.example.net", "[192.168.1.5]", "dsl.example.com",
				"203.0.113.9" } },
		{ "sendmail submit",
			"(from root@localhost) by mx.example.org (8.14.4/8.14.4/Submit) id u46A0",
			{ "mx.example.org", "", "", "" } },
		{ "qmail",
			"from unknown (HELO mx.example.org) (192.0.2.25) by mx.example.net with "
			"SMTP; 6 May",
			{ "mx.example.net", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "qmail ident",
			"from mx.example.org (HELO mail) (root@192.0.2.25) by 0 with SMTP; 6 May "
			"2024",
			{ "0", "mail", "mx.example.org", "192.0.2.25" } },
		{ "qmail, HELO equals rdns",
			"from mx.example.org (192.0.2.25) by mx.example.net with SMTP",
			{ "mx.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "qmail uid", "(qmail 12345 invoked by uid 1000); 6 May 2024 10:00:00 -0000",
			{ "", "", "", "" } },
		{ "qmail network", "(qmail 12345 invoked from network); 6 May 2024 10:00:00 -0000",
			{ "", "", "", "" } },
		{ "courier",
			"from mx.example.org (mx.example.org [192.0.2.25])\n  (TLS: "
			"TLSv1.2,256bits,AES)\n"
			"  by courier.example.net with esmtps; Mon, 06 May 2024 10:00:07 +0000\n  "
			"id 01.02",
			{ "courier.example.net", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "courier mapped",
			"from mail.example.org (mx.example.org [::ffff:192.0.2.25]) by "
			"courier.example.net with esmtp; Mon, 06 May 2024 10:00:07 +0000",
			{ "courier.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "zmailer",
			"from mx.example.org ([192.0.2.25]:33334 \"EHLO mail.example.org\") by "
			"vger.example.net with ESMTP id <S261>; Mon, 6 May 2024",
			{ "vger.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "opensmtpd",
			"from mx.example.org (mx.example.org [192.0.2.25]) by osmtpd.example.net "
			"(OpenSMTPD) with ESMTPS id 0a1b (TLSv1.3:AEAD:256:NO) for <u@example.net>",
			{ "osmtpd.example.net", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "opensmtpd local",
			"from localhost (osmtpd.example.net [local]) by osmtpd.example.net "
			"(OpenSMTPD) with ESMTPA id 0a1b",
			{ "osmtpd.example.net", "localhost", "", "" } },
		{ "haraka",
			"from mail.example.org (mx.example.org [192.0.2.25])\n\tby "
			"haraka.example.net "
			"(Haraka/2.8.25) with ESMTPS id 1A.1 envelope-from <a@example.org> "
			"(cipher=X)",
			{ "haraka.example.net", "mail.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "halon",
			"from mx.example.org (mx.example.org [192.0.2.25]) by halon.example.net "
			"(Halon) with "
			"ESMTPS id 0f-0b-11",
			{ "halon.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } },
		{ "smap",
			"from mx.example.org(192.0.2.25) by gw.example.net via smap (V2.0) id xma0",
			{ "gw.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "cyrus",
			"from mx.example.org ([unix socket]) by imap.example.net (Cyrus v2.4) with "
			"LMTPA",
			{ "imap.example.net", "mx.example.org", "", "" } },
		{ "dovecot",
			"from mx.example.org ([192.0.2.25]) by imap.example.net with LMTP id aB "
			"(envelope-"
			"from <a@example.org>)",
			{ "imap.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "zimbra",
			"from mx.example.org (LHLO mx.example.org) (192.0.2.25) by "
			"zimbra.example.net with "
			"LMTP; Mon, 6 May 2024",
			{ "zimbra.example.net", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "mailman",
			"from lists.example.net (localhost [127.0.0.1]) by lists.example.net "
			"(Postfix) with "
			"ESMTP id 4F",
			{ "lists.example.net", "lists.example.net", "localhost", "127.0.0.1" } },
		{ "fetchmail",
			"from pop.example.net [203.0.113.110] by home.example.net with POP3 "
			"(fetchmail-"
			"6.3.26) for <u@localhost> (single-drop); Mon, 06 May 2024",
			{ "home.example.net", "pop.example.net", "", "203.0.113.110" } },
		{ "masqmail and others: no parentheses",
			"from mx.example.org by relay.example.net with smtp",
			{ "relay.example.net", "mx.example.org", "", "" } },
	};

	CHECK(rows);
}
