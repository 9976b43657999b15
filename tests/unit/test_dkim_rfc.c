/* The signatures that the RFCs print, through the whole detector. */
#include <criterion/criterion.h>

#include "returned.h"

#define GAME                                                                                       \
	"From: Joe SixPack <joe@football.example.com>\n"                                           \
	"To: Suzie Q <suzie@shopping.example.net>\n"                                               \
	"Subject: Is dinner ready?\n"                                                              \
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"                                            \
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"

/* RFC 6376 appendix A: simple, and no t=, so that its Date counts. */
Test(dkim_rfc, rfc6376_appendix_a)
{
	const struct jj_result *r;

	with("now=1058000000 dkim=example.com:brisbane:14:rsa:%s:%s for=* host=mx.example.org",
		"F02113FF502DD206C1261AA67D6495B7FC390CA0678B9D08357D69FBFF362D2313764A71428F1382286F6FDD"
		"BE2361F713361E628D2B2AEB7D6E048B4B6BBA1DFAFFD1B5D0B65332759564FDE3BA91F9171A73681BB68FCD"
		"32A2747F37D58C7E0EB8A862B5D63DB5FEA67301A368D05C593A083263D23C37503CD518724710D9",
		"010001");
	r = bounce("joe@football.example.com", "",
		"DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n"
		"      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n"
		"      h=Received : From : To : Subject : Date : Message-ID;\n"
		"      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
		"      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n"
		"      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\n"
		"      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\n"
		"      4bmp/YzhwvcubU4=;\n"
		"Received: from client1.football.example.com  [192.0.2.1]\n"
		"      by submitserver.example.com with SUBMISSION;\n"
		"      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\n" GAME);
	cr_expect_eq(r->verdict, JJ_OURS, "%s", steps);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "example.com:brisbane");
}

#define RFC8463 "now=1528637910 dkim=football.example.com:%s for=* host=mx.example.org"

#define ED25519_FIELD                                                                              \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"                              \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"                                    \
	" subject : date : message-id : from : subject : date;\n"                                  \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"                            \
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
#define RSA_FIELD                                                                                  \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"                                  \
	" d=football.example.com; i=@football.example.com;\n"                                      \
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"                              \
	" date : message-id : from : subject : date;\n"                                            \
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"                                      \
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"                            \
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"                            \
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n"

/* RFC 8463 appendix A: relaxed, over-signed; either signature is enough. */
Test(dkim_rfc, rfc8463_appendix_a)
{
	const struct jj_result *r;

	with(RFC8463,
		"brisbane:14:ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "football.example.com:brisbane", "%s", steps);

	with(RFC8463,
		"test:14:rsa:E41E5390A014F3591886B3957A3693F789D63A5A4D3C6B9AA1751EB0CB96DD38A6F68CB42263F2"
		"75E89622D10BF1FDBC98CC235BDD6F75CB716EB400837F3C10FC10BF7BFF2E06C091FB2CF52F18FE3CBEA51E"
		"FA8C2AB337AC6E21B2D4F9423BC73BD3F3A316725582F305F3B611E0B7229DC6FB692BC8E4C8293FA5FCAE30"
		"DD:010001");
	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME);
	cr_expect_str_eq(detail(r, JJ_EV_DKIM), "football.example.com:test", "%s", steps);

	r = bounce("joe@football.example.com", ED25519_FIELD RSA_FIELD, GAME "Subject: Spam\n");
	cr_expect_neq(r->verdict, JJ_OURS, "an added Subject, which is over-signed");
	cr_expect_str_eq(detail(r, JJ_EV_DKIM_NOTE), "football.example.com:test does not verify");
}
