/* test_lint.c - each rule of aclgen/lint.c with a policy that breaks it and one, as near as can be,
 * that does not. Rules about hooks: test_lint_hooks.c. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lint.h"
#include "policy_load.h"
#include "printed.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define HEAD "joejob: 1\nus: {hostname: mx.example.org, domains: "
#define LOCAL HEAD "{local: [example.org]}}\n"
#define BOTH HEAD "{local: [example.org], relay_to: [dept.example.org]}}\n"
#define ASKED BOTH "recipient: {callout: {}}\n"
/* Everything of example.org leaves by mx.example.org. */
#define WHOLE                                                                                      \
	HEAD "{local: [example.org]}, outbound: [{for: '*', hosts: [mx.example.org], "             \
	     "complete: yes}]}\n"
/* Twenty names, and a thousand local parts. */
#define NAMES                                                                                      \
	"a.b, c.b, d.b, e.b, f.b, g.b, h.b, i.b, j.b, k.b, l.b, m.b, n.b, o.b, p.b, q.b, r.b, "    \
	"s.b, t.b, u.b"
#define TEN(x) x x x x x x x x x x
#define THOUSAND(x) TEN(TEN(TEN(x)))
#define SIG(top, selector, key)                                                                    \
	"{domain: example." top ", selector: " selector ", key: " key "}"
#define DKIM(keys) WHOLE "\nbounces:\n  dkim: [" keys "]\n"
#define PATHS(domain) "  return_path: [" domain "]\n"
#define SIG4(a, b, c, d)                                                                           \
	SIG("org", a, "ed") ", " SIG("org", b, "ed") ", " SIG("org", c, "ed") ", " SIG("org", d, "ed")
#define SIG16                                                                                      \
	SIG4("a", "b", "c", "d") ", " SIG4("e", "f", "g", "h") ", " SIG4("i", "j", "k", "l") ", "   \
	SIG4("m", "n", "o", "p")
#define GREY LOCAL "spf: {softfail: tag}\ngreylist: "

/* The key files stand in the current folder; the first key is of 2026-11-18, 11:06:40. */
#define TOKENS(file, more) "\nbounces: {token: {keys: " file more "}}\n"
#define TOKEN(file, more) WHOLE TOKENS(file, more)
#define AGED                                                                                       \
	HEAD "{local: [example.org]}, outbound: [{for: '*', hosts: [mx.example.org], "             \
	     "complete: yes, max_age: 30d}]}\n"

struct broken {
	const char *code;
	const char *fires, *silent;
	const char *place; /* of the first diagnostic with this code; NULL: not looked at */
};

static const struct broken rows[] = {
	{ AG_NO_DOMAINS, HEAD "{local: []}}\n", LOCAL, "2:32" },
	{ AG_BOTH_KINDS, HEAD "{local: [example.org], relay_to: [Example.org]}}\n", ASKED, "2:75" },
	{ AG_RELAY_UNASKED, BOTH, ASKED, NULL },
	{ AG_RELAY_UNASKED, BOTH "recipient: {callout: {mode: off}}\n", "mode: off\n" BOTH, NULL },
	{ AG_CALLOUT_IDLE, LOCAL "recipient: {callout: {}}\n",
		LOCAL "recipient: {callout: {mode: off}}\n", NULL },
	{ AG_CALLOUT_AS, BOTH "recipient: {callout: {use_sender: yes, use_postmaster: yes}}\n",
		BOTH "recipient: {callout: {use_sender: yes, use_postmaster: no}}\n", NULL },
	{ AG_CALLOUT_ALL, LOCAL "sender: {callout: {for: all}}\n",
		LOCAL "sender: {callout: {for: all, mode: off}}\n", "3:25" },
	{ AG_CALLOUT_LIST, LOCAL "sender: {callout: {for: listed}}\n",
		LOCAL "sender: {callout: {for: listed, senders: [example.net]}}\n", NULL },
	{ AG_SENDERS_IDLE, LOCAL "sender: {callout: {for: off, senders: [example.net]}}\n",
		LOCAL "sender: {callout: {senders: [example.net]}}\n", NULL },
	{ AG_CALLOUT_TIMES, LOCAL "sender: {callout: {senders: [a.net], maxwait: 29s}}\n",
		LOCAL "sender: {callout: {senders: [a.net], maxwait: 30s}}\n", NULL },
	{ AG_CALLOUT_TIMES, BOTH "recipient: {callout: {connect: 61s}}\n",
		BOTH "recipient: {callout: {connect: 60s}}\n", NULL },
	{ AG_CACHE_LONG,
		ASKED "sender: {callout: {senders: [a.net], cache: {positive: 8d}}}\n",
		ASKED "sender: {callout: {senders: [a.net], cache: {positive: 7d}}}\n", NULL },
	{ AG_CACHE_LONG,
		ASKED "sender: {callout: {senders: [a.net], cache: {negative: 25h}}}\n",
		BOTH "recipient: {callout: {cache: no}}\n"
		     "sender: {callout: {senders: [a.net], cache: {negative: 25h}}}\n",
		NULL },
	{ AG_COMPLETE_EMPTY,
		HEAD "{local: [a.org]}, outbound: [{for: '*', complete: yes}]}\n",
		HEAD "{local: [a.org]}, outbound: [{for: '*', complete: no}]}\n", NULL },
	{ AG_OUTBOUND_VIA,
		HEAD "{local: [a.org]}, outbound: [{for: '*', hosts: [x.org], via: [y.net], complete: yes}]}\n",
		HEAD "{local: [a.org]}, outbound: [{for: '*', hosts: [x.org], via: [y.net]}]}\n", NULL },
	{ AG_OUTBOUND_TWICE,
		HEAD "{local: [a.org]}, outbound: [{for: a.org, hosts: [x.org]}, "
		     "{for: A.org, hosts: [x.org]}]}\n",
		HEAD "{local: [a.org]}, outbound: [{for: a.org, hosts: [x.org]}, "
		     "{for: '*', hosts: [x.org]}]}\n",
		"2:106" },
	{ AG_OUTBOUND_IDLE, HEAD "{local: [a.org]}, outbound: [{for: b.org, hosts: [x.org]}]}\n",
		HEAD "{local: ['*.org']}, outbound: [{for: b.org, hosts: [x.org]}]}\n", NULL },
	{ AG_NEVER_FORGED, LOCAL "bounces: {forged: tag}\n", WHOLE "bounces: {forged: tag}\n",
		NULL },
	{ AG_NEVER_FORGED, LOCAL "mode: log\nbounces: {forged: deny}\n",
		LOCAL "bounces: {forged: log}\n", "4:19" },
	{ AG_REFUSE_UNPROVEN, LOCAL "bounces: {unverifiable: deny}\n",
		LOCAL "bounces: {unverifiable: tag}\n", "3:25" },
	{ AG_REFUSE_UNPROVEN, LOCAL "mode: log\nbounces: {unverifiable: defer}\n",
		LOCAL "mode: off\nbounces: {unverifiable: defer}\n", "4:25" },
	{ AG_NULL_SENDER, LOCAL "bounces: {senders: ['mailer-daemon@*']}\n",
		LOCAL "bounces: {senders: ['mailer-daemon@*', '']}\n", NULL },
	{ AG_POSTMASTER, LOCAL "exempt: {recipients: [abuse]}\n",
		LOCAL "exempt: {recipients: [Postmaster]}\n", NULL },
	{ AG_PATTERNS,
		LOCAL "bounces: {patterns: [{name: a, match: x, is: note}, "
		      "{name: a, match: y, is: note}]}\n",
		LOCAL "bounces: {patterns: [{name: a, match: x, is: note}, "
		      "{name: b, match: y, is: note}]}\n",
		NULL },
	{ AG_NEVER_IDLE, LOCAL "bounces: {never_send: [a@example.com]}\n",
		LOCAL "bounces: {never_send: [a@example.org]}\n", NULL },

	{ AG_USE_SENDER, BOTH "recipient: {callout: {use_sender: yes}}\n",
		BOTH "recipient: {callout: {use_sender: yes, cache: no}}\n", "3:35" },
	{ AG_USE_SENDER, BOTH "recipient: {callout: {use_sender: yes, mode: log}}\n",
		BOTH "recipient: {callout: {use_postmaster: yes}}\n", NULL },
	{ AG_CALLOUT_POSTMASTER,
		LOCAL "sender: {callout: {senders: [a.net], postmaster: yes}}\n",
		LOCAL "sender: {callout: {senders: [a.net], postmaster: yes, mode: off}}\n", NULL },
	{ AG_PATIENCE,
		BOTH "recipient: {callout: {maxwait: 3m}}\n"
		     "sender: {callout: {senders: [a.net], maxwait: 2m}}\n",
		BOTH "recipient: {callout: {maxwait: 3m}}\n"
		     "sender: {callout: {senders: [a.net], maxwait: 119s}}\n",
		"4:47" },
	{ AG_DELAY_LONG, LOCAL "connect: {delay: 30s}\n", LOCAL "connect: {delay: 29s}\n", "3:18" },
	{ AG_OUTBOUND_MISSING,
		HEAD "{local: [a.org, b.org]}, outbound: [{for: a.org, hosts: [x.org], "
		     "complete: yes}]}\nbounces: {forged: deny}\n",
		HEAD "{local: [a.org, b.org]}, outbound: [{for: a.org, hosts: [x.org], "
		     "complete: yes}, {for: '*', hosts: [x.org]}]}\nbounces: {forged: deny}\n",
		"2:57" },
	{ AG_OUTBOUND_MISSING,
		HEAD "{local: [a.org], relay_to: [b.org]}, outbound: [{for: a.org, "
		     "hosts: [x.org], complete: yes}]}\nbounces: {forged: deny}\n",
		HEAD "{local: [a.org], relay_to: [b.org]}, outbound: [{for: a.org, "
		     "hosts: [x.org], complete: yes}]}\nbounces: {forged: tag}\n",
		NULL },
	{ AG_OUTBOUND_UNLISTED,
		HEAD "{local: [a.org]}, outbound: [{for: '*', networks: [192.0.2.1], "
		     "complete: yes}]}\nbounces: {forged: deny}\n",
		HEAD "{local: [a.org]}, outbound: [{for: '*', networks: [192.0.2.1], "
		     "complete: no}]}\nbounces: {forged: deny}\n",
		"2:70" },
	{ AG_OUTBOUND_UNLISTED,
		HEAD "{local: [a.org]}, outbound: [{for: '*', networks: [192.0.2.1], "
		     "complete: yes}]}\nbounces: {forged: deny}\n",
		WHOLE "bounces: {forged: deny}\n", NULL },
	{ AG_ONE_RECIPIENT, LOCAL "bounces: {one_recipient: defer}\n",
		LOCAL "bounces: {one_recipient: tag}\n", NULL },
	{ AG_CONTACT, LOCAL "bounces: {contact: help@example.org}\n",
		LOCAL "bounces: {contact: Abuse@example.org}\n", NULL },
	{ AG_CONTACT, LOCAL "bounces: {contact: post@example.org}\n",
		LOCAL "bounces: {contact: help@example.com}\n", NULL },
	{ AG_WORLD_WRITABLE, LOCAL "bounces: {kill_switch: /tmp/off}\n",
		LOCAL "bounces: {kill_switch: /tmpx/off}\n", NULL },
	{ AG_WORLD_WRITABLE, LOCAL "bounces: {module: /var/tmp/a.so}\n", LOCAL, NULL },

	{ AG_PTR_REFUSED, LOCAL "connect: {ptr: defer}\n", LOCAL "connect: {ptr: tag}\n", NULL },
	{ AG_HELO_REFUSED, LOCAL "helo: {no_address: deny}\n", LOCAL "helo: {no_address: tag}\n",
		NULL },
	{ AG_SPF_REFUSED, LOCAL "spf: {fail: deny}\n", LOCAL "spf: {fail: tag}\n", NULL },
	{ AG_SPF_REFUSED, LOCAL "spf: {softfail: defer}\n", LOCAL "spf: {softfail: log}\n", NULL },
	{ AG_CHARSET_REFUSED, LOCAL "headers: {charset: ascii, mode: deny}\n",
		LOCAL "headers: {charset: ascii}\n", "3:20" },
	{ AG_CHARSET_REFUSED, LOCAL "headers: {charset: ascii, mode: defer}\n",
		LOCAL "headers: {charset: utf-8, mode: deny}\n", NULL },
	{ AG_NOTHING, LOCAL "block: {}\n", LOCAL "block: {senders: [a.net]}\n", "3:1" },
	{ AG_NOTHING, LOCAL "block: {mode: tag, hosts: []}\n", LOCAL "block: {hosts: [192.0.2.1]}\n",
		NULL },
	{ AG_NOTHING, LOCAL "honeypot: {block: 3d}\n", LOCAL "honeypot: {interface: 192.0.2.9}\n",
		NULL },
	{ AG_NOTHING, LOCAL "ratelimit: {}\n", LOCAL "ratelimit: {client: 100/1h}\n", NULL },
	{ AG_NOTHING, LOCAL "headers: {mode: deny}\n", LOCAL "headers: {mode: deny, charset: utf-8}\n",
		NULL },
	{ AG_RATE_LOW, LOCAL "ratelimit: {client: 59/1h}\n", LOCAL "ratelimit: {client: 60/1h}\n",
		NULL },
	{ AG_RATE_LOW, LOCAL "ratelimit: {sender: 479/1d}\n", LOCAL "ratelimit: {sender: 480/1d}\n",
		NULL },
	{ AG_RATE_LOW, LOCAL "mode: log\nratelimit: {client: 10/1h}\n",
		LOCAL "ratelimit: {client: 10/1h, mode: tag}\n", NULL },
	{ AG_RATE_REFUSED, LOCAL "ratelimit: {client: 100/1h, mode: deny}\n",
		LOCAL "ratelimit: {client: 100/1h, mode: defer}\n", NULL },
	{ AG_SPAM_SCORES, LOCAL "spamassassin: {tag: 5.0, deny: 4.9}\n",
		LOCAL "spamassassin: {tag: 5.0, deny: 5.0}\n", "3:32" },
	{ AG_SPAM_SCORES, LOCAL "spamassassin: {deny: 4}\n", LOCAL "spamassassin: {tag: 20}\n", NULL },

	{ AG_DNS_CODES, LOCAL "dnsbl: [{zone: bl.a.net}]\n",
		LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2]}]\n", "3:16" },
	{ AG_DNS_CODES, LOCAL "dnswl: [{zone: wl.a.net}]\n",
		LOCAL "dnswl: [{zone: wl.a.net, codes: [127.0.0.2]}]\n", NULL },
	{ AG_DNS_ERROR_CODE, LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2, 127.255.255.254]}]\n",
		LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2, 127.255.254.254]}]\n", "3:45" },
	{ AG_DNS_DEAD, LOCAL "dnsbl: [{zone: dul.dnsbl.SORBS.net, codes: [127.0.0.10]}]\n",
		LOCAL "dnsbl: [{zone: notsorbs.net, codes: [127.0.0.10]}]\n", NULL },
	{ AG_DNS_DEAD, LOCAL "dnsbl: [{zone: ix.dnsbl.manitu.net, codes: [127.0.0.2]}]\n",
		LOCAL "dnsbl: [{zone: manitu.net, codes: [127.0.0.2]}]\n", NULL },
	{ AG_DNS_TWICE,
		LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2]}, "
		      "{zone: BL.a.net, codes: [127.0.0.3]}]\n",
		LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2]}, "
		      "{zone: b.a.net, codes: [127.0.0.3]}]\n",
		NULL },
	{ AG_DNS_TWICE,
		LOCAL "dnsbl: [{zone: l.a.net, codes: [127.0.0.2]}]\n"
		      "dnswl: [{zone: l.a.net, codes: [127.0.0.3]}]\n",
		LOCAL "dnsbl: [{zone: l.a.net, codes: [127.0.0.2]}]\n"
		      "dnswl: [{zone: w.a.net, codes: [127.0.0.3]}]\n",
		"4:16" },

	{ AG_GREYLIST_ALL, GREY "{for: all}\n",
		GREY "{for: all}\ndnswl: [{zone: wl.a.net, codes: [127.0.0.2]}]\n", "4:17" },
	{ AG_GREYLIST_ALL, GREY "{for: all}\nmode: log\n", GREY "{for: all, mode: log}\n", NULL },
	{ AG_GREYLIST_TIMES, GREY "{delay: 1h, window: 1h}\n", GREY "{delay: 59m, window: 1h}\n",
		"4:31" },
	{ AG_GREYLIST_IDLE, LOCAL "greylist: {}\n", GREY "{}\n", "3:1" },
	{ AG_GREYLIST_IDLE, LOCAL "spf: {fail: deny}\ngreylist: {for: suspicious}\n",
		LOCAL "greylist: {for: all}\n", "4:17" },
	{ AG_GREYLIST_IDLE,
		LOCAL "sender: {callout: {mode: tag, senders: [a.net]}}\ngreylist: {}\n",
		LOCAL "dnsbl: [{zone: bl.a.net, codes: [127.0.0.2]}]\ngreylist: {}\n", NULL },
	{ AG_GREYLIST_IDLE, LOCAL "honeypot: {mode: deny, interface: 192.0.2.9}\ngreylist: {}\n",
		LOCAL "honeypot: {mode: tag, interface: 192.0.2.9}\ngreylist: {}\n", NULL },
	{ AG_GREYLIST_HOST, GREY "{ipv4: 29}\n", GREY "{ipv4: 28}\n", NULL },
	{ AG_GREYLIST_HOST, GREY "{ipv6: 65}\n", GREY "{ipv6: 64}\n", NULL },
	{ AG_KEEP_LONG, GREY "{keep: 31d}\n", GREY "{keep: 30d}\n", NULL },
	{ AG_KEEP_LONG, LOCAL "honeypot: {interface: 192.0.2.9, block: 721h}\n",
		LOCAL "honeypot: {interface: 192.0.2.9, block: 720h}\n", NULL },
	{ AG_KEEP_LONG, GREY "{keep: 31d}\nstate: {backend: exim}\n",
		GREY "{keep: 31d}\nstate: {backend: pgsql}\n", NULL },

	{ AG_TOKEN_KEYS, TOKEN("open", ""), TOKEN("keys", ""), "4:25" },
	{ AG_TOKEN_MISSING, TOKEN("none", ""), TOKEN("keys", ""), "4:25" },
	{ AG_TOKEN_EARLY, TOKEN("keys", ", required: {'*': 2026-11-18}"),
		TOKEN("keys", ", required: {'*': 2026-11-19}"), NULL },
	{ AG_TOKEN_BACKDATED, TOKEN("keys", ", required: {'*': 2026-11-19}"), TOKEN("keys", ""), NULL },
	{ AG_TOKEN_BACKDATED, TOKEN("keys", ", required: {'*': 2026-11-19}"),
		AGED TOKENS("keys", ", required: {'*': 2026-11-19}"), NULL },
	{ AG_TOKEN_IDLE, TOKEN("keys", ", required: {example.net: 2027-01-01}"),
		TOKEN("keys", ", required: {example.org: 2027-01-01}"), NULL },
	{ AG_TOKEN_IDLE, TOKEN("keys", ", required: {example.org: 2027-01-01, Example.org: 2027-01-02}"),
		TOKEN("keys", ", required: {example.org: 2027-01-01, '*': 2027-01-02}"), NULL },

	{ AG_DKIM_KEYS, DKIM(SIG("org", "a", "ed") ", " SIG("ORG", "A", "ed")),
		DKIM(SIG("org", "a", "ed") ", " SIG("org", "b", "ed") ", " SIG("net", "a", "ed")), "5:55" },
	{ AG_DKIM_KEYS, DKIM(SIG16 ", " SIG("org", "q", "ed")), DKIM(SIG16), NULL },
	{ AG_DKIM_SHORT, DKIM(SIG("org", "a", "short")), DKIM(SIG("org", "a", "ed")), "5:50" },
	{ AG_DKIM_NOT_OURS, DKIM(SIG("net", "a", "ed")), DKIM(SIG("org", "a", "ed")), "5:19" },
	{ AG_DKIM_NOT_OURS, HEAD "{local: [a.b.org]}}\nbounces: {dkim: [{domain: x.b.org, selector: a, key: ed}]}\n",
		HEAD "{local: [a.b.org]}}\nbounces: {dkim: [{domain: b.org, selector: a, key: ed}]}\n", NULL },
	{ AG_DKIM_NOT_OURS, DKIM(SIG("org", "a", "ed")) PATHS("b.example.org"),
		DKIM(SIG("org", "a", "ed")) PATHS("example.org"), NULL },
	{ AG_DKIM_NOT_OURS, LOCAL "bounces: {return_path: [example.org]}\n",
		DKIM(SIG("org", "a", "ed")) PATHS("example.org"), NULL },
	{ AG_PRVS_ALL, LOCAL "bounces: {prvs: all}\n",
		LOCAL "bounces: {prvs: listed, prvs_senders: ['*@a.org']}\n", NULL },
	{ AG_PRVS_LIST, LOCAL "bounces: {prvs: listed}\n",
		LOCAL "bounces: {prvs: listed, prvs_senders: [a@a.org]}\n", NULL },
	{ AG_PRVS_LIST, LOCAL "bounces: {prvs_senders: [a@a.org]}\n",
		LOCAL "bounces: {prvs: 'off'}\n", NULL },

	{ AG_STATE_KEY, GREY "{}\nstate: {file: /var/lib/s.db}\n",
		GREY "{}\nstate: {backend: sqlite, file: /var/lib/s.db}\n", NULL },
	{ AG_STATE_KEY, GREY "{}\nstate: {backend: sqlite, server: db.a.org}\n",
		GREY "{}\nstate: {backend: redis, server: db.a.org}\n", NULL },
	{ AG_STATE_KEY, GREY "{}\nstate: {backend: redis, user: u}\n",
		GREY "{}\nstate: {backend: pgsql, user: u}\n", NULL },
	{ AG_STATE_KEY, GREY "{}\nstate: {wait: 3s}\n",
		GREY "{}\nstate: {backend: sqlite, wait: 3s}\n", NULL },
	{ AG_STATE_KEY, GREY "{}\nstate: {backend: redis, database: joejob}\n",
		GREY "{}\nstate: {backend: redis, database: '2'}\n", NULL },
	{ AG_STATE_SHARED, GREY "{}\nstate: {shared: yes}\n",
		GREY "{}\nstate: {shared: yes, backend: redis}\n", NULL },
	{ AG_STATE_SHARED, GREY "{}\nstate: {shared: yes, backend: sqlite}\n",
		GREY "{}\nstate: {shared: no, backend: sqlite}\n", NULL },
	{ AG_STATE_SECRET, GREY "{}\nstate: {backend: pgsql, password: {file: /proc/self/comm}}\n",
		GREY "{}\nstate: {backend: pgsql}\n", NULL },
	{ AG_STATE_IDLE, LOCAL "state: {backend: sqlite}\n",
		LOCAL "state: {backend: sqlite}\nhoneypot: {addresses: [t@a.org]}\n", NULL },

	{ AG_ENFORCE_IDLE, LOCAL "enforce: {share: 10%}\n",
		LOCAL "enforce: {share: 10%}\nsender: {verify: defer}\n", "3:1" },
	{ AG_ENFORCE_IDLE, LOCAL "enforce: {share: 10%}\nsender: {verify: deny}\nmode: tag\n",
		LOCAL "enforce: {share: 10%}\nsender: {verify: deny}\nmode: defer\n", NULL },
	{ AG_ENFORCE_NOT_OURS,
		BOTH "sender: {verify: deny}\nenforce: {domains: [example.org, example.net]}\n",
		BOTH "sender: {verify: deny}\nenforce: {domains: [example.org, dept.example.org]}\n",
		"4:34" },
	{ AG_ENFORCE_PIPELINING, LOCAL "sender: {verify: deny}\nenforce: {share: 10%}\n"
				       "connect: {pipelining: deny}\n",
		LOCAL "sender: {verify: deny}\nconnect: {pipelining: deny}\n", NULL },

	{ AG_ENFORCE_IDLE, LOCAL "fallback: {after: 500/1h}\n",
		LOCAL "fallback: {after: 500/1h}\nsender: {verify: deny}\n", "3:1" },
	{ AG_FALLBACK_RULE, LOCAL "sender: {verify: deny}\nfallback: {after: 50/1h, rules: [sender.verfy]}\n",
		LOCAL "sender: {verify: deny}\nfallback: {after: 50/1h, rules: [sender]}\n", "4:34" },
	{ AG_FALLBACK_RULE, LOCAL "dnsbl: [{zone: A.example, mode: deny, codes: [127.0.0.2]}]\n"
				  "fallback: {after: 50/1h, rules: [dnsbl.b.example]}\n",
		LOCAL "dnsbl: [{zone: A.example, mode: deny, codes: [127.0.0.2]}]\n"
		      "fallback: {after: 50/1h, rules: [dnsbl.a.example]}\n",
		NULL },
	{ AG_FALLBACK_RULE, WHOLE "bounces: {forged: deny}\n"
				  "fallback: {after: 50/1h, rules: [bounces.forged]}\n",
		WHOLE "bounces: {forged: deny, door: acl}\n"
		      "fallback: {after: 50/1h, rules: [bounces.forged]}\n",
		NULL },
	{ AG_FALLBACK_RULE, ASKED "fallback: {after: 50/1h, rules: [recipient.callout]}\n",
		ASKED "sender: {verify: deny}\nfallback: {after: 50/1h, rules: [sender.verify]}\n",
		NULL },
	{ AG_FALLBACK_ATTACK, WHOLE "bounces: {forged: deny, door: acl}\n"
				    "fallback: {after: 50/1h, rules: [bounces]}\n",
		WHOLE "bounces: {forged: deny, door: acl}\nfallback: {after: 50/1h}\n", "4:34" },

	{ AG_KEEP_IDLE, WHOLE "bounces: {forged: defer, keep: {dir: /root}}\n",
		WHOLE "bounces: {forged: deny, keep: {dir: /root}}\n", NULL },
	{ AG_KEEP_FOLDER, WHOLE "bounces: {forged: deny, keep: {dir: /nonexistent}}\n",
		WHOLE "bounces: {forged: deny}\n", "3:37" },
	{ AG_KEEP_FOLDER, WHOLE "bounces: {forged: deny, keep: {dir: /etc/passwd}}\n",
		WHOLE "bounces: {forged: deny}\n", NULL },
	{ AG_KEEP_FOLDER, WHOLE "bounces: {forged: deny, keep: {dir: /usr}}\n",
		WHOLE "bounces: {forged: deny}\n", NULL },

	{ AG_HONEYPOT_BACKUP,
		HEAD "{local: [a.org]}, secondary_mx: [198.51.100.0/24]}\n"
		     "honeypot: {interface: 198.51.100.255}\n",
		HEAD "{local: [a.org]}, secondary_mx: [198.51.100.0/24]}\n"
		     "honeypot: {interface: 198.51.101.0}\n",
		"3:23" },
	{ AG_HONEYPOT_BACKUP,
		HEAD "{local: [a.org]}, secondary_mx: ['2001:db8::/32']}\n"
		     "honeypot: {interface: '2001:db8:ffff::1'}\n",
		HEAD "{local: [a.org]}, secondary_mx: ['2001:db8::/32', mx2.a.org]}\n"
		     "honeypot: {interface: 192.0.2.1}\n",
		NULL },
	{ AG_HONEYPOT_OURS,
		HEAD "{local: [a.org]}, relay_from: [192.0.2.9]}\n"
		     "honeypot: {interface: 192.0.2.9}\n",
		HEAD "{local: [a.org]}, relay_from: [192.0.2.0/24]}\n"
		     "honeypot: {interface: 192.0.2.9}\n",
		NULL },
	{ AG_HONEYPOT_OURS,
		HEAD "{local: [a.org], relay_to: [b.org]}, inside: [{for: b.org, "
		     "hosts: [192.0.2.9]}]}\nhoneypot: {interface: 192.0.2.9}\n",
		HEAD "{local: [a.org], relay_to: [b.org]}, inside: [{for: b.org, "
		     "hosts: [192.0.2.8]}]}\nhoneypot: {interface: 192.0.2.9}\n",
		NULL },
	{ AG_HONEYPOT_OURS,
		HEAD "{local: [a.org]}, outbound: [{for: '*', networks: [192.0.2.9/32]}]}\n"
		     "honeypot: {interface: 192.0.2.9}\n",
		HEAD "{local: [a.org]}, outbound: [{for: '*', networks: [192.0.2.9/32]}]}\n"
		     "honeypot: {interface: 192.0.2.9, mode: off}\n",
		NULL },

	{ AG_LISTED_ROLE, LOCAL "block: {recipients: [Postmaster@example.org]}\n",
		LOCAL "block: {recipients: ['*@example.org']}\n", NULL },
	{ AG_LISTED_ROLE, LOCAL "honeypot: {addresses: [abuse@example.org]}\n",
		LOCAL "honeypot: {addresses: [abuser@example.org]}\n", NULL },
	{ AG_LISTED_ROLE, LOCAL "bounces: {never_send: [abuse@example.org]}\n",
		LOCAL "bounces: {never_send: [news@example.org]}\n", NULL },
	{ AG_NOT_OURS, LOCAL "block: {recipients: [a@example.com]}\n",
		LOCAL "block: {recipients: [a@EXAMPLE.org]}\n", NULL },
	{ AG_NOT_OURS, LOCAL "honeypot: {addresses: [trap@sub.example.org]}\n",
		BOTH "honeypot: {addresses: [trap@dept.example.org]}\n", NULL },
	{ AG_EXEMPT_OURS, LOCAL "exempt: {senders: ['*@example.org']}\n",
		LOCAL "exempt: {senders: ['*@example.com']}\n", NULL },
	{ AG_EXEMPT_OURS, BOTH "exempt: {senders: [boss@dept.example.org]}\n",
		LOCAL "exempt: {spf_white: [example.org]}\n", NULL },
	{ AG_EXEMPT_FREEMAIL, LOCAL "exempt: {senders: ['*@Gmail.com']}\n",
		LOCAL "exempt: {senders: [one.user@gmail.com]}\n", NULL },
	{ AG_EXEMPT_FREEMAIL, LOCAL "exempt: {spf_white: [web.de]}\n",
		LOCAL "exempt: {spf_white: [example.de]}\n", NULL },
	{ AG_FROM_BLOCKED, LOCAL "block: {hosts: [192.0.2.1]}\nexempt: {from_blocked: no}\n",
		LOCAL "block: {hosts: [192.0.2.1]}\nexempt: {from_blocked: yes}\n", NULL },
	{ AG_FROM_BLOCKED, LOCAL "block: {senders: [a.net]}\nexempt: {from_blocked: no}\n",
		LOCAL "block: {recipients: [a@example.org]}\nexempt: {from_blocked: no}\n", NULL },
	{ AG_BLOCK_SPARED,
		LOCAL "block: {hosts: [192.0.2.1]}\nexempt: {hosts: [192.0.2.0/24]}\n",
		LOCAL "block: {hosts: [192.0.0.0/16]}\nexempt: {hosts: [192.0.2.0/24]}\n", "3:17" },
	{ AG_BLOCK_SPARED,
		LOCAL "block: {hosts: [lists.a.net]}\nexempt: {mailing_lists: [Lists.a.net]}\n",
		LOCAL "block: {hosts: [lists.a.net]}\nexempt: {mailing_lists: [list.a.net]}\n", NULL },
	{ AG_BLOCK_SPARED,
		HEAD "{local: [a.org]}, secondary_mx: [192.0.2.1]}\nblock: {hosts: [192.0.2.1]}\n",
		HEAD "{local: [a.org]}, secondary_mx: [192.0.2.1]}\nblock: {hosts: [192.0.2.2]}\n",
		NULL },
	{ AG_RELAY_WIDE, HEAD "{local: [a.org]}, relay_from: [128.0.0.0/7]}\n",
		HEAD "{local: [a.org]}, relay_from: [10.0.0.0/8]}\n", NULL },
	{ AG_RELAY_WIDE, HEAD "{local: [a.org]}, relay_from: ['2000::/3']}\n",
		HEAD "{local: [a.org]}, relay_from: ['fd00::/16', a.org]}\n", NULL },
	{ AG_RELAY_WIDE, HEAD "{local: [a.org]}, relay_from: ['*.com']}\n",
		HEAD "{local: [a.org]}, relay_from: ['*.a.com']}\n", NULL },
	{ AG_MANY_NAMES, LOCAL "block: {hosts: [192.0.2.1, " NAMES ", v.b]}\n",
		LOCAL "block: {hosts: [192.0.2.1, '*.v.b', " NAMES "]}\n", "3:128" },
	{ AG_LONG_INLINE, LOCAL "exempt: {recipients: [" THOUSAND("a,") "postmaster]}\n",
		LOCAL "exempt: {recipients: [" THOUSAND("a,") "]}\n", "3:22" },
	{ AG_LAYOUT, LOCAL "honeypot: {interface: 192.0.2.9}\noutput: {layout: debian-hooks}\n",
		LOCAL "honeypot: {interface: 192.0.2.9}\noutput: {layout: debian-split}\n", "3:1" },
	{ AG_LAYOUT_ROUTE, ASKED "output: {layout: whole}\n", ASKED "output: {layout: include}\n",
		NULL },
	{ AG_LAYOUT_ROUTE,
		HEAD "{relay_to: [b.org]}}\noutput: {layout: whole}\n",
		HEAD "{relay_to: [a.b.org]}, inside: [{for: '*.b.org', hosts: [h]}]}\n"
		     "output: {layout: whole}\n",
		NULL },
	{ AG_INSIDE,
		HEAD "{local: [a.org], relay_to: [b.org]}, inside: [{for: a.org, hosts: [h]}]}\n",
		HEAD "{local: [a.org], relay_to: [b.org]}, inside: [{for: b.org, hosts: [h]}]}\n",
		NULL },
	{ AG_INSIDE,
		HEAD "{relay_to: [b.org]}, inside: [{for: b.org, hosts: [h]}, "
		     "{for: B.org, hosts: [i]}]}\n",
		HEAD "{relay_to: [b.org, c.org]}, inside: [{for: b.org, hosts: [h]}, "
		     "{for: c.org, hosts: [i]}]}\n",
		NULL },
};

/* What is said about a policy; of malloc. */
static char *said(const char *yaml)
{
	struct arena *a = arena_new();
	struct diags *d = diags_new(a, "p");
	struct policy p;
	char *text;

	policy_load_text(&p, "p", yaml, strlen(yaml), a, d);
	text = printed(d, false);
	arena_free(a);
	return text;
}

/* The line with this code, or NULL. */
static const char *line_with(const char *text, const char *code)
{
	char end[16];
	const char *at;

	snprintf(end, sizeof end, "[%s]\n", code);
	at = strstr(text, end);
	while (at && at > text && at[-1] != '\n')
		at--;
	return at;
}

static enum severity severity_of(const char *code)
{
	for (size_t i = 0; i < lint_rules_n; i++)
		if (strcmp(lint_rules[i].code, code) == 0)
			return lint_rules[i].sev;
	cr_assert_fail("no rule %s", code);
	return SEV_ERROR;
}

static void put_keys(const char *name, mode_t mode)
{
	FILE *f = fopen(name, "w");

	cr_assert_not_null(f);
	fputs("joejob-keys 1\nb2 1795478400 - "
	      "100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
	      "a7 1795000000 1795478400 "
	      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", f);
	cr_assert_eq(fclose(f) | chmod(name, mode), 0);
}

static void put_text(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	cr_assert_not_null(f);
	fputs(text, f);
	cr_assert_eq(fclose(f), 0);
}

static char folder[] = "/tmp/joejob-lint-XXXXXX";

static void begin(void)
{
	cr_assert(mkdtemp(folder) && chdir(folder) == 0);
	put_keys("keys", 0600);
	put_keys("open", 0604);
	put_text("ed", "ldaojmgnS2FRYuJnLyYA/GOSalCVCs5DvJvkb64nhjE=\n");
	put_text("short", "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC91AoQEKVoZxeofk0TuVKkl+FO+OC+E6zrKEM"
		"SeHr5lyKo7YNYaeAV1siFs6nZisO18du2kIc9aAj0zX9A2a5Uw+bzfBEEO/mj7yxuQe42ERG7o4yp9a/ar2nf"
		"K16g/5qZGoNjpeClG3Y7+yW37r884fKhldwI5m7hvkXk8A58/wIDAQAB\n");
}

static void end(void)
{
	unlink("keys");
	unlink("open");
	unlink("ed");
	unlink("short");
	rmdir(folder);
}

Test(lint, each_rule_fires_and_does_not, .init = begin, .fini = end)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct broken *r = &rows[i];
		char *bad = said(r->fires), *good = said(r->silent);
		const char *line = line_with(bad, r->code);
		char place[32];

		cr_expect_not_null(line, "%s does not fire: [%s] [%s]", r->code, r->fires, bad);
		cr_expect_null(line_with(good, r->code), "%s fires: [%s] [%s]", r->code, r->silent,
			good);
		/* The policy beside it has to be one: errors would keep rules silent. */
		cr_expect_null(strstr(good, ": error: "), "%s: [%s]", r->code, good);
		if (line) {
			const char *sev = severity_of(r->code) == SEV_ERROR ? ": error: "
									    : ": warning: ";
			size_t n = strcspn(line, "\n");

			cr_expect_not_null(memmem(line, n, sev, strlen(sev)), "%s", line);
		}
		snprintf(place, sizeof place, "p:%s:", r->place ? r->place : "");
		if (line && r->place)
			cr_expect_eq(strncmp(line, place, strlen(place)), 0, "%s: %s is not %s", r->code,
				line, place);
		free(bad);
		free(good);
	}
}

static bool is_about_hooks(const char *code)
{
	static const char *const codes[] = { AG_GREYLIST_EARLY, AG_SPAM_EARLY, AG_HOOK_SHAPE,
		AG_HOOK_STAGE, AG_HOOK_EVERYBODY, AG_HOOK_NAMES };

	for (size_t i = 0; i < COUNT(codes); i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

Test(lint, each_rule_has_a_row_here)
{
	for (size_t i = 0; i < lint_rules_n; i++) {
		bool there = is_about_hooks(lint_rules[i].code);

		for (size_t k = 0; k < COUNT(rows); k++)
			there = there || strcmp(rows[k].code, lint_rules[i].code) == 0;
		cr_expect(there, "%s", lint_rules[i].code);
		cr_expect_not_null(lint_rules[i].see, "%s", lint_rules[i].code);
	}
}

/* One code has one severity, so that it can be acknowledged or cannot. */
Test(lint, codes_stand_for_one_rule)
{
	for (size_t i = 0; i < lint_rules_n; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(lint_rules[i].code, lint_rules[k].code);
}

Test(lint, keys_it_is_about_exist)
{
	for (size_t i = 0; i < lint_rules_n; i++)
		for (size_t k = 0; k < LINT_ABOUT_MAX && lint_rules[i].about[k]; k++) {
			bool there = false;

			for (size_t r = 0; r < policy_schema.n; r++)
				there = there || strcmp(policy_schema.row[r].path,
							 lint_rules[i].about[k]) == 0;
			cr_expect(there, "%s", lint_rules[i].about[k]);
		}
}

Test(lint, is_silent_about_what_is_wrong_by_itself)
{
	char *text = said(LOCAL "connect: {delay: 2m}\nspamassassin: {tag: 5.0, deny: x}\n"
				"honeypot: {interface: nowhere}\n");

	cr_expect_not_null(strstr(text, "connect.delay: 2m is out of range"), "%s", text);
	cr_expect_null(line_with(text, AG_DELAY_LONG), "%s", text);
	cr_expect_null(line_with(text, AG_SPAM_SCORES), "%s", text);
	cr_expect_null(line_with(text, AG_NOTHING), "%s", text);
	free(text);
}

Test(lint, acknowledged_warnings_are_not_shown)
{
	static const struct {
		const char *yaml, *want;
	} tab[] = {
		{ LOCAL "connect: {ptr: deny}\nacknowledge: [AG328]\n", "" },
		{ "acknowledge: [AG328]\n" LOCAL "connect: {ptr: deny}\n", "" },
		/* From the reading of lists, too. */
		{ LOCAL "block: {hosts: [192.0.2.1, 192.0.2.1]}\nacknowledge: [AG207]\n", "" },
		{ LOCAL "acknowledge: [AG328]\n",
			"p:3:15: warning: acknowledge: there is no warning AG328 in this policy; "
			"take it out [AG363]\n" },
		/* What only the real Exim finds may still come. */
		{ LOCAL "acknowledge: [AG411, AG425]\n", "" },
		{ LOCAL "acknowledge: [AG999]\n",
			"p:3:15: error: acknowledge: \"AG999\" is no code of aclgen's diagnostics; "
			"they stand in aclgen(1) [AG104]\n" },
		/* Errors are shown, and nothing is then said about the code. */
		{ LOCAL "spamassassin: {tag: 5.0, deny: 4.9}\nacknowledge: [AG356, AG328]\n",
			"p:3:32: error: spamassassin: deny is lower than tag (5.0), so nothing is "
			"ever marked [AG356]\n" },
	};

	for (size_t i = 0; i < COUNT(tab); i++) {
		char *text = said(tab[i].yaml);

		cr_expect_str_eq(text, tab[i].want, "[%s]", tab[i].yaml);
		free(text);
	}
}
