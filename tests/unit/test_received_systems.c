/* Received lines as Exchange, the big providers, appliances and others write them. */
#include <criterion/criterion.h>

#include "received_rows.h"

TestSuite(received, .init = rows_compile, .fini = rows_discard);

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
