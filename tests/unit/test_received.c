/* Received lines as the MTAs of the world write them, and as a forger would like them read. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bounds.h"
#include "received.h"
#include "settings.h"

struct want {
	const char *by, *helo, *name, *peer; /* "" for nothing there */
};

struct row {
	const char *who, *line;
	struct want want;
};

static struct received_shapes *shapes;

static void compile(void)
{
	shapes = received_shapes_new();
	cr_assert_not_null(shapes);
}

static void discard(void)
{
	received_shapes_free(shapes);
}

static void same(const char *who, const char *what, struct span got, const char *want)
{
	cr_expect(got.n == strlen(want) &&
			  memcmp(got.p ? got.p : (const unsigned char *)"", want, got.n) == 0,
		"[%s] %s: got \"%.*s\", wanted \"%s\"", who, what, (int)got.n,
		got.p ? (const char *)got.p : "", want);
}

static void check(const struct row *row, struct span line)
{
	struct received r;
	char text[JJ_ADDR_TEXT];
	size_t n = 0;

	cr_assert(received_parse(shapes, line, &r), "[%s]", row->who);
	if (r.peer.has)
		n = jj_addr_print(r.peer.a, text);
	same(row->who, "by", r.by, row->want.by);
	same(row->who, "helo", r.helo, row->want.helo);
	same(row->who, "name", r.name, row->want.name);
	same(row->who, "peer", span(text, n), row->want.peer);
}

static void check_all(const struct row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(&row[i], span_str(row[i].line));
}

#define CHECK(rows) check_all(rows, sizeof(rows) / sizeof(rows)[0])

TestSuite(received, .init = compile, .fini = discard);

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

Test(received, other_systems)
{
	static const struct row rows[] = {
		{ "exchange 2003",
			"from mx.example.org ([192.0.2.25]) by EXCH.example.net with Microsoft "
			"SMTPSVC(6.0.3790.3959); Mon, 6 May 2024 10:00:07 +0000",
			{ "EXCH.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "exchange 5.5",
			"by EXCH with Internet Mail Service (5.5.2653.19) id <K1A>; Mon, 6 May "
			"2024",
			{ "EXCH", "", "", "" } },
		{ "exchange 2010",
			"from mx.example.org (192.0.2.25) by edge.example.net (10.1.2.3) with "
			"Microsoft SMTP Server (TLS) id 14.3.123.3; Mon, 6 May 2024",
			{ "edge.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "exchange mapi",
			"from EX01.example.net ([fe80::1%11]) by EX02.example.net ([fe80::2%12]) "
			"with "
			"mapi id 14.03.0123.003; Mon, 6 May 2024",
			{ "EX02.example.net", "EX01.example.net", "", "fe80::1" } },
		{ "office 365",
			"from AM0PR01MB1.eurprd01.prod.example.com (2001:db8:208::1) by "
			"AM0PR01MB2.eurprd01.prod.example.com (2001:db8:208::2) with Microsoft "
			"SMTP Server "
			"(version=TLS1_2, cipher=TLS_ECDHE) id 15.20.7544.29; Mon, 6 May 2024",
			{ "AM0PR01MB2.eurprd01.prod.example.com",
				"AM0PR01MB1.eurprd01.prod.example.com", "", "2001:db8:208::1" } },
		{ "office 365 https",
			"from AM0PR01MB1.eurprd01.prod.example.com (::1) by "
			"AM0PR01MB1.eurprd01.prod.example.com with HTTPS; Mon, 6 May 2024",
			{ "AM0PR01MB1.eurprd01.prod.example.com", "",
				"AM0PR01MB1.eurprd01.prod.example.com", "::1" } },
		{ "gmail",
			"from mx.example.org (mx.example.org. [192.0.2.25]) by mx.google.example "
			"with ESMTPS "
			"id d9-20020a05si1234 for <u@gmail.example> (version=TLS1_3); Mon, 06 May "
			"2024",
			{ "mx.google.example", "mx.example.org", "mx.example.org.",
				"192.0.2.25" } },
		{ "gmail inside", "by 2001:db8:4f:0:0:0:0:9 with SMTP id 9csp1234; Mon, 6 May 2024",
			{ "2001:db8:4f:0:0:0:0:9", "", "", "" } },
		{ "domino",
			"from mx.example.org ([192.0.2.25]) by notes.example.net (Lotus Domino "
			"Release "
			"8.5.3FP6) with ESMTP id 2024050610000712-1234; Mon, 6 May 2024",
			{ "notes.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "mdaemon",
			"from mx.example.org (mx.example.org [192.0.2.25]) by mail.example.net "
			"(MDaemon.PRO.v6.8.5.R) with ESMTP id 12-md50000000001.tmp for "
			"<u@example.net>",
			{ "mail.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } },
		{ "mdaemon port",
			"from mx.example.org ([192.0.2.25]:52311) by mail.example.net (MDaemon PRO "
			"v21.0.2) with ESMTPS id md5001",
			{ "mail.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "communigate",
			"from [192.0.2.25] (HELO mx.example.org) by cgp.example.net (CommuniGate "
			"Pro "
			"SMTP 5.4.4) with ESMTPS id 123",
			{ "cgp.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "communigate account",
			"from [192.0.2.25] (account a@example.org HELO mx.example.org) by "
			"cgp.example.net (CommuniGate Pro SMTP 5.4.4) with ESMTPSA id 123",
			{ "cgp.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "stalker verified",
			"from mx.example.org ([192.0.2.25] verified) by cgp.example.net "
			"(CommuniGate Pro SMTP 4.1) with ESMTP id 1",
			{ "cgp.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "ironport",
			"from unknown (HELO mx.example.org) ([192.0.2.25]) by esa1.example.net "
			"with ESMTP; "
			"06 May 2024 10:00:07 +0000",
			{ "esa1.example.net", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "ironport named",
			"from mx.example.org ([192.0.2.25]) by esa1.example.net with "
			"ESMTP/TLS/AES256; 06 May 2024",
			{ "esa1.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "messagelabs",
			"from mx.example.org (HELO mx.example.org) (192.0.2.25) by "
			"server-5.tower-21."
			"example.net with SMTP; 6 May 2024",
			{ "server-5.tower-21.example.net", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "barracuda",
			"from mx.example.org (mx.example.org [192.0.2.25]) by "
			"barracuda.example.net with "
			"ESMTP id aB12; Mon, 06 May 2024",
			{ "barracuda.example.net", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "mimecast",
			"from mx.example.org (mx.example.org [192.0.2.25]) (Using TLS) by "
			"relay.mimecast."
			"example with ESMTP id uk-mta-12-aB",
			{ "relay.mimecast.example", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "proofpoint",
			"from pps.filterd (m0001.ppops.example [127.0.0.1]) by m0001.ppops.example "
			"(8.17.1.24/8.17.1.24) with ESMTP id 446A0",
			{ "m0001.ppops.example", "pps.filterd", "m0001.ppops.example",
				"127.0.0.1" } },
		{ "oracle",
			"from mx.example.org ([192.0.2.25]) by ims.example.net (Sun Java System "
			"Messaging "
			"Server 6.1 HotFix 0.02) with ESMTP id <0J1@ims.example.net> for "
			"u@example.net (ORCPT "
			"u@example.net)",
			{ "ims.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "mcafee",
			"from (mx.example.org [192.0.2.25]) by wsm.example.net with smtp id 1a_2b",
			{ "wsm.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "powermta",
			"from mx.example.org (192.0.2.25) by pmta.example.net (PowerMTA(TM) "
			"v3.5r15) id "
			"h1; Mon, 6 May 2024 (envelope-from <a@example.org>)",
			{ "pmta.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "momentum",
			"from [192.0.2.25] ([192.0.2.25:34567] helo=mx.example.org) by "
			"mta.example.net "
			"(envelope-from <a@example.org>) (ecelerity 3.6.2.43620) with ESMTP id 1",
			{ "mta.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "momentum named",
			"from mail.example.org ([192.0.2.25:34567] helo=mx.example.org) by "
			"mta.example.net (ecelerity 3.6.2.43620) with ESMTP id 1",
			{ "mta.example.net", "mx.example.org", "mail.example.org", "192.0.2.25" } },
		{ "xmail",
			"from mx.example.org (192.0.2.25:4321)\n\tby xmail.example.net with [XMail "
			"1.27 ESMTP "
			"Server]\n\tid <S1A>",
			{ "xmail.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "imail",
			"from mx.example.org [192.0.2.25] by imail.example.net with ESMTP "
			"(SMTPD-8.22) id A1",
			{ "imail.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "smtpd32",
			"from mx.example.org [192.0.2.25] by imail.example.net (SMTPD32-7.07) id "
			"A1",
			{ "imail.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "kerio",
			"from mx.example.org ([192.0.2.25]) by kerio.example.net (Kerio Connect "
			"9.2.1) with "
			"ESMTPS",
			{ "kerio.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "hmailserver",
			"from mx.example.org (mx.example.org [192.0.2.25]) by hm.example.net with "
			"ESMTP ; "
			"Mon, 6 May 2024",
			{ "hm.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } },
		{ "groupwise",
			"from mx.example.org ([192.0.2.25]) by gwia.example.net with ESMTP; Mon, 6 "
			"May",
			{ "gwia.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "surgemail",
			"from mx.example.org (unverified [192.0.2.25]) by surge.example.net "
			"(SurgeMail "
			"3.8k4) with ESMTP id 12-3",
			{ "surge.example.net", "mx.example.org", "unverified", "192.0.2.25" } },
		{ "mercury",
			"from mx.example.org (192.0.2.25) by pmail.example.net (Mercury/32 v4.01a) "
			"with "
			"ESMTP ID MG00",
			{ "pmail.example.net", "", "mx.example.org", "192.0.2.25" } },
		{ "aol",
			"from mx.example.org (mx.example.org [192.0.2.25]) by "
			"rly-yd02.mail.aol.example "
			"(v106_r1.5) with ESMTP id MAILRELAYINYD22",
			{ "rly-yd02.mail.aol.example", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "yahoo",
			"from 127.0.0.1 (EHLO mx.example.org) (192.0.2.25) by "
			"mta1001.mail.yahoo.example with "
			"SMTPs; Mon, 06 May 2024",
			{ "mta1001.mail.yahoo.example", "mx.example.org", "127.0.0.1",
				"192.0.2.25" } },
		{ "yahoo account",
			"from unknown (HELO mx.example.org) (u@192.0.2.25 with plain) by "
			"smtp101.mail."
			"example with SMTP",
			{ "smtp101.mail.example", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "ses",
			"from mx.example.org (mx.example.org [192.0.2.25]) by "
			"inbound-smtp.us-west-2.example."
			"com with SMTP id 1a2b for u@example.net",
			{ "inbound-smtp.us-west-2.example.com", "mx.example.org", "mx.example.org",
				"192.0.2.25" } },
		{ "sendgrid inside",
			"by filter0001p1iad2.sendgrid.example with SMTP id filter0001p1iad2-1; "
			"2024",
			{ "filter0001p1iad2.sendgrid.example", "", "", "" } },
		{ "sendgrid",
			"from mx.example.org (unknown [192.0.2.25]) by ismtpd0001p1 (SG) with "
			"ESMTP id x",
			{ "ismtpd0001p1", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "gmx",
			"from mx.example.org ([192.0.2.25]) by mx-ha.gmx.example (mxgmx017 "
			"[203.0.113.9]) with "
			"ESMTPS (Nemesis) id 1A",
			{ "mx-ha.gmx.example", "mx.example.org", "", "192.0.2.25" } },
		{ "mail.ru",
			"from [192.0.2.25] (port=51234 helo=mx.example.org) by mx12.mail.example "
			"with esmtp "
			"(envelope-from <a@example.org>) id 1A",
			{ "mx12.mail.example", "mx.example.org", "", "192.0.2.25" } },
		{ "qq",
			"from mx.example.org (unknown [192.0.2.25]) by newmx9.qq.example (NewMx) "
			"with SMTP id ",
			{ "newmx9.qq.example", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "coremail",
			"from mx.example.org (unknown [192.0.2.25]) by mx12 (Coremail) with SMTP "
			"id H8CAA",
			{ "mx12", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "sina",
			"from unknown( HELO mx.example.org)([192.0.2.25])\n by sina.example with "
			"ESMTP",
			{ "sina.example", "mx.example.org", "unknown", "192.0.2.25" } },
		{ "tencent exmail",
			"from mx.example.org ( [192.0.2.25]) by bizesmtp.qq.example (ESMTP) with "
			"id 1",
			{ "bizesmtp.qq.example", "mx.example.org", "", "192.0.2.25" } },
		{ "aliyun",
			"from mx.example.org(mailfrom:a@example.org fp:SMTPD_---.1) by "
			"smtp.aliyun.example"
			"(10.147.40.7); Mon, 06 May 2024",
			{ "smtp.aliyun.example", "mx.example.org", "", "" } },
		{ "checkpoint",
			"from mx.example.org [192.0.2.25] by fw.example.net via smtpd (for "
			"mail.example.net "
			"[10.0.0.9]) with SMTP; 6 May 2024",
			{ "fw.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "iPhone and webmail",
			"from 203.0.113.77 (SquirrelMail authenticated user alice) by "
			"webmail.example.org with HTTP",
			{ "webmail.example.org", "", "", "203.0.113.77" } },
	};

	CHECK(rows);
}

Test(received, odd_writing)
{
	static const struct row rows[] = {
		{ "upper case",
			"FROM MX.EXAMPLE.ORG (MX.EXAMPLE.ORG [192.0.2.25]) BY RELAY.EXAMPLE.NET "
			"WITH SMTP",
			{ "RELAY.EXAMPLE.NET", "MX.EXAMPLE.ORG", "MX.EXAMPLE.ORG", "192.0.2.25" } },
		{ "from behind the others", "by relay.example.net with esmtp from mx.example.org",
			{ "relay.example.net", "", "", "" } },
		{ "comments everywhere",
			"(a) from (b) mx.example.org (c) (mx.example.org [192.0.2.25]) (d) by (e) "
			"relay.example.net (f) with (g) smtp",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "name and address in one",
			"from mx.example.org[192.0.2.25] by relay.example.net[203.0.113.9]",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "address behind comments",
			"from mx.example.org (mx.example.org) [192.0.2.25] by r.example.net",
			{ "r.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "a port behind by", "from x.example by relay.example.net:25 with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "a comma behind by", "from x.example by relay.example.net, with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "angles around by", "from x.example by <relay.example.net> with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "an address in no known place",
			"from mx.example.org (peer is 192.0.2.25, port 4321) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "and behind a comment",
			"from mx.example.org (tls) (ip=192.0.2.25) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "", "192.0.2.25" } },
		{ "a name that holds an address",
			"from 192.0.2.25.evil.example (evil 1.2.3) by relay.example.net",
			{ "relay.example.net", "192.0.2.25.evil.example", "", "" } },
		{ "quoted by", "from x.example by \"relay.example.net\" with smtp",
			{ "relay.example.net", "x.example", "", "" } },
		{ "hex word is no address", "from cafe [192.0.2.25] by relay.example.net",
			{ "relay.example.net", "cafe", "", "192.0.2.25" } },
		{ "HELO of two words",
			"from my pc (dsl.example.com [203.0.113.9]) by relay.example.net (Postfix)",
			{ "relay.example.net", "my pc", "dsl.example.com", "203.0.113.9" } },
		{ "empty", "", { "", "", "", "" } },
		{ "date alone", "; Mon, 6 May 2024 10:00:00 +0000", { "", "", "", "" } },
		{ "from alone", "from", { "", "", "", "" } },
		{ "by alone", "by", { "", "", "", "" } },
	};

	CHECK(rows);
}

/* What somebody else wrote into the line must not be read as the receiver's own words. */
Test(received, hostile_lines)
{
	static const struct row rows[] = {
		{ "our name as HELO",
			"from mx.example.org (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "mx.example.org", "evil.example", "203.0.113.66" } },
		{ "our address as HELO",
			"from [192.0.2.25] (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "[192.0.2.25]", "evil.example", "203.0.113.66" } },
		{ "our address in a HELO of words",
			"from a [192.0.2.25] b (evil.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "a [192.0.2.25] b", "evil.example",
				"203.0.113.66" } },
		{ "by in a HELO",
			"from by mx.example.org (evil.example [203.0.113.66]) by relay.example.net "
			"(Postfix)",
			{ "relay.example.net", "by mx.example.org", "evil.example",
				"203.0.113.66" } },
		{ "by as the HELO", "from by (evil.example [203.0.113.66]) by relay.example.net",
			{ "relay.example.net", "by", "evil.example", "203.0.113.66" } },
		{ "by in a HELO comment",
			"from unknown (HELO x by mx.example.org) (203.0.113.66) by "
			"relay.example.net with SMTP",
			{ "relay.example.net", "x by mx.example.org", "unknown", "203.0.113.66" } },
		{ "by in a quoted HELO",
			"from \"x by mx.example.org \" (evil.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "\"x by mx.example.org \"", "evil.example",
				"203.0.113.66" } },
		{ "in for, id, with, envelope-from",
			"from evil.example (evil.example [203.0.113.66]) by "
			"relay.example.net with mx.example.org id mx.example.org for "
			"<by@mx.example.org> "
			"(envelope-from <a@mx.example.org>); by mx.example.org",
			{ "relay.example.net", "evil.example", "evil.example", "203.0.113.66" } },
		{ "in comments behind by",
			"from evil.example (evil.example [203.0.113.66]) by relay.example.net "
			"(by mx.example.org (from 192.0.2.25)) (mx.example.org) with smtp",
			{ "relay.example.net", "evil.example", "evil.example", "203.0.113.66" } },
		{ "nested comments",
			"from e.example (e.example [203.0.113.66] (((a) b (c \\) by "
			"mx.example.org)) "
			")) by relay.example.net",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "date that speaks",
			"from e.example (e.example [203.0.113.66]) by relay.example.net; 6 May "
			"from "
			"mx.example.org ([192.0.2.25]) by mx.example.org",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "a by clause too many",
			"from e.example (e.example [203.0.113.66]) by relay.example.net with smtp "
			"by "
			"mx.example.org",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "two from clauses",
			"from e.example (e.example [203.0.113.66]) by relay.example.net from "
			"mx.example.org ([192.0.2.25])",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "ident that is us",
			"from e.example (mx.example.org@e.example [203.0.113.66]) by "
			"relay.example.net",
			{ "relay.example.net", "e.example", "e.example", "203.0.113.66" } },
		{ "helo= that is us",
			"from e.example ([203.0.113.66] helo=mx.example.org) by relay.example.net "
			"with smtp (Exim 4.96) id 1",
			{ "relay.example.net", "mx.example.org", "e.example", "203.0.113.66" } },
		{ "unclosed comment", "from e.example (e.example [203.0.113.66] by mx.example.org",
			{ "mx.example.org", "e.example", "e.example", "203.0.113.66" } },
	};

	CHECK(rows);
}

Test(received, address_notations)
{
	static const struct {
		const char *text, *want; /* "" no address */
		bool public;
	} tab[] = {
		{ "192.0.2.25", "192.0.2.25", true },
		{ "192.0.2.256", "", false },
		{ "192.0.2", "", false },
		{ "10.1.2.3", "10.1.2.3", false },
		{ "127.0.0.1", "127.0.0.1", false },
		{ "169.254.1.1", "169.254.1.1", false },
		{ "172.15.0.1", "172.15.0.1", true },
		{ "172.16.0.1", "172.16.0.1", false },
		{ "172.31.255.255", "172.31.255.255", false },
		{ "172.32.0.1", "172.32.0.1", true },
		{ "192.168.0.1", "192.168.0.1", false },
		{ "100.64.0.1", "100.64.0.1", false },
		{ "100.128.0.1", "100.128.0.1", true },
		{ "2001:db8::25", "2001:db8::25", true },
		{ "IPv6:2001:db8::25", "2001:db8::25", true },
		{ "ipv6:2001:DB8:0:0:0:0:0:25", "2001:db8::25", true },
		{ "2001:0db8:0000:0000:0000:0000:0000:0025", "2001:db8::25", true },
		{ "2001:db8::192.0.2.25", "2001:db8::c000:219", true },
		{ "::ffff:192.0.2.25", "192.0.2.25", true },
		{ "::FFFF:c000:219", "192.0.2.25", true },
		{ "::ffff:10.0.0.1", "10.0.0.1", false },
		{ "::1", "::1", false },
		{ "fe80::1%eth0", "fe80::1", false },
		{ "fd00::1", "fd00::1", false },
		{ "2001:db8:::1", "", false },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char line[200], got[JJ_ADDR_TEXT] = "";
		struct received r;

		snprintf(line, sizeof line, "from h.example (h.example [%s]) by relay.example.net",
			tab[i].text);
		cr_assert(received_parse(shapes, span_str(line), &r));
		if (r.peer.has)
			jj_addr_print(r.peer.a, got);
		cr_expect_str_eq(got, tab[i].want, "[%s] got %s", tab[i].text, got);
		cr_expect_eq(
			r.peer.has && r.peer.public, tab[i].public, "[%s] public", tab[i].text);
	}
}

Test(received, addresses_of_the_by_clause)
{
	static const struct {
		const char *line, *want;
	} tab[] = {
		{ "from x.example by mx.example.org (192.0.2.25) with Microsoft SMTP Server",
			"192.0.2.25" },
		{ "from x.example by mx.example.org ([192.0.2.25]) with mapi", "192.0.2.25" },
		{ "from x.example by mx-ha.example (mx017 [192.0.2.25]) with ESMTP", "192.0.2.25" },
		{ "from x.example by mx.example.org[192.0.2.25] with ESMTP", "192.0.2.25" },
		{ "by 192.0.2.25 with SMTP id x", "192.0.2.25" },
		{ "by [IPv6:2001:db8::25] with SMTP id x", "2001:db8::25" },
		{ "from x.example by mx.example.org (Postfix) with SMTP (192.0.2.25)", "" },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++) {
		char got[JJ_ADDR_TEXT] = "";
		struct received r;

		cr_assert(received_parse(shapes, span_str(tab[i].line), &r));
		if (r.by_addr.has)
			jj_addr_print(r.by_addr.a, got);
		cr_expect_str_eq(got, tab[i].want, "[%s] got %s", tab[i].line, got);
	}
}

Test(received, usable_names)
{
	static const struct {
		const char *name;
		bool usable;
	} tab[] = {
		{ "mx.example.org", true },
		{ "mx.example.org.", true },
		{ "a_b.example", true },
		{ "localhost", false },
		{ "mx", false },
		{ "", false },
		{ ".", false },
		{ "localhost.localdomain", false },
		{ "pc.local", false },
		{ "pc.lan", false },
		{ "192.0.2.25", false },
		{ "[192.0.2.25]", false },
		{ "a b.example", false },
		{ "box.home", false },
		{ "home.example", true },
	};

	for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
		cr_expect_eq(received_usable_name(span_str(tab[i].name)), tab[i].usable, "[%s]",
			tab[i].name);
}

/* A field of full length made of one thing: an answer, or a limit, but at once. */
Test(received, long_fields_take_no_time)
{
	static const char *const made_of[] = { "(", ")", "()", "((a)", "\"", "\\", "\"\\", " ",
		"\t", "@", "[", "]", "[1", "x ", "x@", "from ", "by ", "from x by y ", "(HELO ",
		"1.", ":", "a:", "1.2.3.4 ", "[1.2.3.4", "([", "(x [", "x (", "x(y ", ";", "(@",
		"helo=", "\\(", "(\\" };
	static const char *const before[] = { "", "from ", "from x ", "from x (", "from x (y ",
		"from x ([", "from [1.2.3.4] (" };
	static char line[65536];

	for (size_t b = 0; b < sizeof before / sizeof before[0]; b++)
		for (size_t i = 0; i < sizeof made_of / sizeof made_of[0]; i++) {
			size_t n = strlen(before[b]), step = strlen(made_of[i]);
			clock_t start = clock();
			struct received r;

			memcpy(line, before[b], n);
			while (n + step <= JJ_FIELD_MAX) {
				memcpy(line + n, made_of[i], step);
				n += step;
			}
			(void)received_parse(shapes, span(line, n), &r);
			cr_expect_lt((double)(clock() - start) / CLOCKS_PER_SEC, 0.02,
				"[%s%s...] took %g s", before[b], made_of[i],
				(double)(clock() - start) / CLOCKS_PER_SEC);
		}
}

/* Behind blanks and comments as long as a field may be, a line says what it says without them. */
Test(received, padding_does_not_hide_the_clauses)
{
	static const char head[] = "from mx.example.org (mx.example.org [192.0.2.25])";
	static const char tail[] = "by relay.example.net (Postfix)";
	static char line[JJ_FIELD_MAX];
	static const struct row row = { "padded", "",
		{ "relay.example.net", "mx.example.org", "mx.example.org", "192.0.2.25" } };

	memset(line, ' ', sizeof line);
	memcpy(line, head, sizeof head - 1);
	memcpy(line + sizeof line - sizeof tail, tail, sizeof tail - 1);
	check(&row, span(line, sizeof line));
	for (size_t i = sizeof head; i + 2 < sizeof line - sizeof tail; i += 2)
		memcpy(line + i, "()", 2);
	check(&row, span(line, sizeof line));
}
