/* check_conversations.c - the table. One thing is tried in each, so that its name says what is
 * broken when it fails. */
#include "check_conversations.h"

#define EHLO                                                                                       \
	{                                                                                          \
		"EHLO client.joejob.test", WANT_OK, NULL                                           \
	}
#define DATA                                                                                       \
	{                                                                                          \
		"DATA", WANT_OK, NULL                                                              \
	}
#define OK(text)                                                                                   \
	{                                                                                          \
		text, WANT_OK, NULL                                                                \
	}

/* Who is exempt may do all that strangers may not, but for relaying. */
#define NO_RELAY                                                                                   \
	{                                                                                          \
		"RCPT TO:<somebody@elsewhere.joejob.test>", WANT_REFUSED, "relay"                  \
	}
#define BOTH_USERS OK("RCPT TO:<$user@$any>"), OK("RCPT TO:<$other@$any>")

#define MESSAGE                                                                                    \
	"From: Somebody <$sender>\r\n"                                                             \
	"To: $user@$any\r\n"                                                                        \
	"Subject: a message of aclgen check\r\n"                                                   \
	"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"                                                \
	"Message-ID: <check-1@sender.joejob.test>\r\n"                                             \
	"\r\n"                                                                                     \
	"Text.\r\n"                                                                                \
	"."

/* What no check of messages lets pass: a header that is in no character set, and a body that the
 * sandbox's SpamAssassin finds the worst there is (spamd.c). */
#define UGLY                                                                                       \
	"From: Somebody <$sender>\r\n"                                                             \
	"Subject: caf\xe9 \xff\r\n"                                                               \
	"Message-ID: <check-4@sender.joejob.test>\r\n"                                             \
	"\r\n"                                                                                     \
	"GTUBE\r\n"                                                                                \
	"."
#define BAD_HEADER                                                                                 \
	"Subject: caf\xe9 \xff\r\n"                                                               \
	"\r\n"                                                                                     \
	"Text.\r\n"                                                                                \
	"."
#define SPAM                                                                                       \
	"Subject: spam\r\n"                                                                        \
	"\r\n"                                                                                     \
	"GTUBE\r\n"                                                                                \
	"."

/* Built as a bounce, with the whole header of a message that never met us. */
#define BOUNCE                                                                                     \
	"From: Mail Delivery System <mailer-daemon@elsewhere.joejob.test>\r\n"                     \
	"To: $user@$any\r\n"                                                                        \
	"Subject: Undelivered mail\r\n"                                                            \
	"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"                                                \
	"Message-ID: <check-2@elsewhere.joejob.test>\r\n"                                          \
	"MIME-Version: 1.0\r\n"                                                                    \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"cut\"\r\n"        \
	"\r\n"                                                                                     \
	"--cut\r\n"                                                                                \
	"Content-Type: text/plain\r\n"                                                             \
	"\r\n"                                                                                     \
	"Your message could not be delivered.\r\n"                                                 \
	"--cut\r\n"                                                                                \
	"Content-Type: message/delivery-status\r\n"                                                \
	"\r\n"                                                                                     \
	"Reporting-MTA: dns; elsewhere.joejob.test\r\n"                                            \
	"\r\n"                                                                                     \
	"Final-Recipient: rfc822; gone@elsewhere.joejob.test\r\n"                                  \
	"Action: failed\r\n"                                                                       \
	"Status: 5.1.1\r\n"                                                                        \
	"--cut\r\n"                                                                                \
	"Content-Type: message/rfc822\r\n"                                                         \
	"\r\n"                                                                                     \
	"Received: from stranger.joejob.test (stranger.joejob.test [203.0.113.77])\r\n"            \
	"\tby elsewhere.joejob.test with ESMTP id check1\r\n"                                      \
	"\tfor <gone@elsewhere.joejob.test>; Mon, 02 Mar 2026 09:59:00 +0000\r\n"                  \
	"From: $user@$any\r\n"                                                                      \
	"To: gone@elsewhere.joejob.test\r\n"                                                       \
	"Subject: never sent from here\r\n"                                                        \
	"Date: Mon, 02 Mar 2026 09:58:00 +0000\r\n"                                                \
	"Message-ID: <check-3@stranger.joejob.test>\r\n"                                           \
	"\r\n"                                                                                     \
	"Text.\r\n"                                                                                \
	"--cut--\r\n"                                                                              \
	"."

const struct conversation conversations[] = {
	{ "mail to a local user", FROM_STRANGER, NEED_LOCAL,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$local>"), DATA,
			OK(MESSAGE) } },
	{ "mail to a relayed user", FROM_STRANGER, NEED_RELAY,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$relay>"), DATA,
			OK(MESSAGE) } },
	{ "an unknown local user", FROM_STRANGER, NEED_LOCAL,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<unknown@$local>", WANT_REFUSED, "recipient.unknown" },
			OK("RCPT TO:<$user@$local>") } },
	{ "an unknown relayed user", FROM_STRANGER, NEED_RELAY,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<unknown@$relay>", WANT_RULE, "recipient.callout" },
			OK("RCPT TO:<$user@$relay>") } },
	{ "HELO without a dot", FROM_STRANGER, NEED_LOCAL,
		{ OK("HELO joejobtest"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.not_fqdn" } } },
	{ "a bare address as HELO", FROM_STRANGER, NEED_LOCAL,
		{ OK("HELO 203.0.113.99"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.bare_ip" } } },
	{ "somebody else's address as HELO", FROM_STRANGER, NEED_LOCAL,
		{ OK("EHLO [203.0.113.99]"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.literal" } } },
	{ "our own name as HELO", FROM_STRANGER, NEED_LOCAL,
		{ OK("EHLO $hostname"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.our_name" } } },
	{ "a HELO without an address in the DNS", FROM_STRANGER, NEED_LOCAL,
		{ OK("EHLO nowhere.invalid"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.no_address" } } },
	{ "a bad HELO, forgotten at the next", FROM_STRANGER, NEED_LOCAL,
		{ OK("EHLO localhost"), EHLO, OK("MAIL FROM:<$sender>"),
			OK("RCPT TO:<$user@$local>") } },
	{ "an address literal as HELO", FROM_STRANGER, NEED_LOCAL,
		{ OK("EHLO [$client]"), OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$local>") } },
	{ "a client with IPv6", FROM_STRANGER6, NEED_LOCAL,
		{ OK("EHLO [IPv6:$client]"), OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$local>"),
			DATA, OK(MESSAGE) } },
	{ "an empty sender, without a message", FROM_STRANGER, NEED_LOCAL,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$local>") } },
	{ "an empty sender to a relayed user", FROM_STRANGER, NEED_RELAY,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$relay>") } },
	{ "two recipients", FROM_STRANGER, NEED_LOCAL,
		{ EHLO, OK("MAIL FROM:<$sender>"), BOTH_USERS, DATA, OK(MESSAGE) } },
	{ "two messages in one connection", FROM_STRANGER, NEED_USER,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$any>"), DATA, OK(MESSAGE),
			OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$other@$any>"), DATA,
			OK(MESSAGE) } },
	{ "postmaster, from a domain that does not exist", FROM_STRANGER, NEED_ROLE | NEED_LOCAL,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), OK("RCPT TO:<$role@$local>"),
			OK("RCPT TO:<$last_role@$local>"), DATA, OK(UGLY) } },
	{ "relayed postmaster, from a domain that does not exist", FROM_STRANGER,
		NEED_ROLE | NEED_RELAY,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), OK("RCPT TO:<$role@$relay>"),
			OK("RCPT TO:<$last_role@$relay>"), DATA, OK(UGLY) } },
	{ "a bounce to postmaster", FROM_STRANGER, NEED_ROLE,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$role@$any>"), DATA, OK(BOUNCE) } },
	{ "postmaster and others in one message", FROM_STRANGER, NEED_ROLE | NEED_USER,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$role@$any>"),
			{ "RCPT TO:<$user@$any>", WANT_MIXED, "role.mixed" }, OK("RSET"),
			OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$any>"),
			{ "RCPT TO:<$role@$any>", WANT_MIXED, "role.mixed" } } },
	{ "odd quoted local parts", FROM_STRANGER, NEED_USER,
		{ EHLO, OK("MAIL FROM:<\"o'd d: {$$h_subject} ${if\\\\\"@sender.joejob.test>"),
			{ "RCPT TO:<\"o'd d; {$$sender_address} \\\"@x\"@$any>", WANT_ANSWER,
				NULL },
			{ "RCPT TO:<!#$$%&'*+-/=?^_`{|}~@$any>", WANT_ANSWER, NULL },
			OK("RCPT TO:<$user@$any>") } },
	{ "a user who has logged in", FROM_STRANGER, 0,
		/* user "check", password "check" */
		{ OK("EHLO localhost"), OK("AUTH PLAIN AGNoZWNrAGNoZWNr"), OK("MAIL FROM:<$nowhere>"),
			OK("RCPT TO:<somebody@elsewhere.joejob.test>"), BOTH_USERS, DATA, OK(UGLY),
			OK("MAIL FROM:<>"), BOTH_USERS, DATA, OK(BOUNCE) } },
	{ "relaying for a stranger", FROM_STRANGER, 0,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<somebody@elsewhere.joejob.test>", WANT_REFUSED, "relay" },
			{ "RCPT TO:<\"somebody@$any\"@elsewhere.joejob.test>", WANT_REFUSED,
				"relay" },
			{ "RCPT TO:<$role@elsewhere.joejob.test>", WANT_REFUSED, "relay" },
			{ "RCPT TO:<@$any:somebody@elsewhere.joejob.test>", WANT_REFUSED, "relay" },
			OK("RSET"), OK("MAIL FROM:<$user@$any>"),
			{ "RCPT TO:<somebody@elsewhere.joejob.test>", WANT_REFUSED, "relay" },
			OK("RSET"), OK("MAIL FROM:<>"),
			{ "RCPT TO:<somebody@elsewhere.joejob.test>", WANT_REFUSED, "relay" } } },
	{ "relaying for a stranger by way of the server inside", FROM_STRANGER, NEED_RELAY,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<somebody%elsewhere.joejob.test@$relay>", WANT_REFUSED,
				"relay" },
			{ "RCPT TO:<elsewhere.joejob.test!somebody@$relay>", WANT_REFUSED,
				"relay" },
			{ "RCPT TO:<\"somebody@elsewhere.joejob.test\"@$relay>", WANT_REFUSED,
				"relay" } } },
	{ "a sender whose domain does not exist", FROM_STRANGER, NEED_USER,
		{ EHLO, OK("MAIL FROM:<$nowhere>"),
			{ "RCPT TO:<$user@$any>", WANT_RULE, "sender.verify" } } },
	{ "a visit to the honeypot", FROM_VISITOR, NEED_TRAP | NEED_USER,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<somebody@elsewhere.joejob.test>", WANT_CLOSED, NULL },
			{ "RCPT TO:<$user@$any>", WANT_VISIT, "honeypot.visit" } } },
	{ "a trap address", FROM_STRANGER, NEED_TRAP_ADDRESS,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$trap_address>", WANT_RULE, "honeypot.address" } } },
	{ "postmaster, from a client that has met a trap", FROM_STRANGER,
		NEED_TRAP_ADDRESS | NEED_ROLE,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$trap_address>", WANT_RULE, "honeypot.address" }, OK("RSET"),
			OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$role@$any>"), DATA, OK(UGLY) } },
	{ "a blocked host", FROM_BLOCKED, NEED_USER,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$any>", WANT_RULE, "block.hosts" } } },
	{ "postmaster, from a blocked host", FROM_BLOCKED, NEED_OPEN_ROLE,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$role@$any>"), DATA, OK(UGLY) } },
	{ "a blocked sender", FROM_STRANGER, NEED_USER | NEED_ENEMY,
		{ EHLO, OK("MAIL FROM:<$enemy>"),
			{ "RCPT TO:<$user@$any>", WANT_RULE, "block.senders" } } },
	{ "postmaster, from a blocked sender", FROM_STRANGER, NEED_OPEN_ROLE | NEED_ENEMY,
		{ EHLO, OK("MAIL FROM:<$enemy>"), OK("RCPT TO:<$role@$any>"), DATA, OK(UGLY) } },
	{ "a blocked recipient", FROM_STRANGER, NEED_CLOSED,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$closed>", WANT_RULE, "block.recipients" } } },
	{ "a client in a block list, and postmaster from there", FROM_LISTED,
		NEED_USER | NEED_ROLE | NEED_DNSBL,
		{ EHLO, OK("MAIL FROM:<$sender>"), { "RCPT TO:<$user@$any>", WANT_DNSBL, NULL },
			OK("RSET"), OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$role@$any>") } },
	{ "a bounce to an address that never sends", FROM_STRANGER, NEED_NEVER | NEED_NULL,
		{ EHLO, OK("MAIL FROM:<>"),
			{ "RCPT TO:<$never>", WANT_RULE, "bounces.never_send" } } },
	{ "a bounce to a sender who leaves signed", FROM_STRANGER, NEED_SIGNED,
		{ EHLO, OK("MAIL FROM:<>"), { "RCPT TO:<$signed>", WANT_RULE, "bounces.unsigned" },
			OK("RSET"), OK("MAIL FROM:<>"),
			{ "RCPT TO:<prvs=0123456789=$signed>", WANT_RULE, "bounces.unsigned" } } },
	{ "a bounce to two recipients", FROM_STRANGER, NEED_LOCAL | NEED_NULL,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$local>"),
			{ "RCPT TO:<$other@$local>", WANT_RULE, "bounces.one_recipient" } } },
	{ "a sender who is asked by callout", FROM_STRANGER, NEED_CALLOUT | NEED_USER,
		{ EHLO, OK("MAIL FROM:<$asked>"),
			{ "RCPT TO:<$user@$any>", WANT_ASKED, "sender.unanswered" },
			{ "RCPT TO:<$other@$any>", WANT_ASKED, "sender.unanswered" } } },
	{ "bytes of no character set in the header", FROM_STRANGER, NEED_USER,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$any>"), DATA,
			{ BAD_HEADER, WANT_RULE, "headers.charset" } } },
	{ "a message that looks like spam", FROM_STRANGER, NEED_USER | NEED_SPAM,
		{ EHLO, OK("MAIL FROM:<$sender>"), OK("RCPT TO:<$user@$any>"), DATA,
			{ SPAM, WANT_RULE, "spamassassin" } } },
	{ "our own network", FROM_OURS, 0,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), BOTH_USERS,
			OK("RCPT TO:<somebody@elsewhere.joejob.test>"), DATA, OK(UGLY),
			OK("MAIL FROM:<>"), BOTH_USERS, DATA, OK(BOUNCE) } },
	/* A message to a role address would be exempt for that, so it is for others alone. */
	{ "a secondary MX", FROM_SECONDARY, NEED_USER,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), NO_RELAY, BOTH_USERS, DATA,
			OK(UGLY), OK("MAIL FROM:<$nowhere>"), BOTH_USERS, OK("RCPT TO:<$role@$any>"),
			OK("RSET"), OK("MAIL FROM:<>"), BOTH_USERS, DATA,
			{ BOUNCE, WANT_SPARED, NULL }, OK("MAIL FROM:<>"),
			OK("RCPT TO:<$user@$any>"), DATA, { UGLY, WANT_SPARED, NULL } } },
	{ "a mailing list host", FROM_LIST, NEED_USER,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), NO_RELAY, BOTH_USERS, DATA,
			OK(UGLY), OK("MAIL FROM:<$nowhere>"), BOTH_USERS, OK("RCPT TO:<$role@$any>"),
			OK("RSET"), OK("MAIL FROM:<>"), BOTH_USERS, DATA, OK(BOUNCE) } },
	{ "an exempt host", FROM_EXEMPT, NEED_USER,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$nowhere>"), NO_RELAY, BOTH_USERS, DATA,
			OK(UGLY), OK("MAIL FROM:<$nowhere>"), BOTH_USERS, OK("RCPT TO:<$role@$any>"),
			OK("RSET"), OK("MAIL FROM:<>"), BOTH_USERS, DATA, OK(BOUNCE) } },
	{ "an exempt sender", FROM_STRANGER, NEED_USER | NEED_FRIEND,
		{ OK("EHLO localhost"), OK("MAIL FROM:<$friend>"), NO_RELAY, BOTH_USERS, DATA,
			OK(UGLY) } },
	{ "a bounce to a local user", FROM_STRANGER, NEED_LOCAL,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$local>"), DATA,
			{ BOUNCE, WANT_VERDICT, NULL } } },
	{ "a bounce to a relayed user", FROM_STRANGER, NEED_RELAY,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$relay>"), DATA,
			{ BOUNCE, WANT_VERDICT, NULL } } },
	{ "a HELO without a dot, where that is not enforced", FROM_STRANGER, NEED_LOCAL | NEED_HELD,
		{ OK("HELO joejobtest"), OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$local>", WANT_RULE, "helo.not_fqdn" } } },
	{ "a blocked host, where that is not enforced", FROM_BLOCKED, NEED_USER | NEED_HELD,
		{ EHLO, OK("MAIL FROM:<$sender>"),
			{ "RCPT TO:<$user@$any>", WANT_RULE, "block.hosts" } } },
	{ "a bounce, where nothing is enforced", FROM_STRANGER, NEED_USER | NEED_HELD,
		{ EHLO, OK("MAIL FROM:<>"), OK("RCPT TO:<$user@$any>"), DATA,
			{ BOUNCE, WANT_VERDICT, NULL } } },
	{ "relaying, where nothing is enforced", FROM_STRANGER, NEED_HELD,
		{ EHLO, OK("MAIL FROM:<$sender>"), NO_RELAY } },
	{ "a sender whose domain does not exist, when that is refused too often", FROM_STRANGER,
		NEED_USER | NEED_FALLBACK,
		{ EHLO, OK("MAIL FROM:<$nowhere>"),
			{ "RCPT TO:<$user@$any>", WANT_RULE, "sender.verify" } } },
	{ "a message from a program on this machine", FROM_PROGRAM, 0, { OK(MESSAGE) } },
};

const size_t conversations_n = sizeof conversations / sizeof conversations[0];
