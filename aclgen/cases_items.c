/* cases_items.c - see cases_items.h. */
#include "cases_items.h"

#include <arpa/inet.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"

/* RFC 5321 section 4.5.3.1.4 has 512, and a test may go beyond. */
enum { LINE_CHARS_MAX = 2000 };

static const char *line_fault(const char *s, struct arena *a)
{
	(void)a;
	return strlen(s) > LINE_CHARS_MAX ? "is too long for a line" : NULL;
}

static const char *text_fault(const char *s, struct arena *a)
{
	return *s == '\0' ? "is empty" : line_fault(s, a);
}

static bool is_address(const char *s)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, s, bytes) == 1 || inet_pton(AF_INET6, s, bytes) == 1;
}

static const char *address_fault(const char *s, struct arena *a)
{
	(void)a;
	return is_address(s) ? NULL : "is no address; write for example 192.0.2.1 or 2001:db8::1";
}

static const char *reply_fault(const char *s, struct arena *a)
{
	(void)a;
	if (strlen(s) == 3 && strchr("2345", s[0]) &&
		(strcmp(s + 1, "xx") == 0 || strspn(s + 1, DIGIT) == 2))
		return NULL;
	return "is no reply; write a code as in 550, or a class as in 5xx";
}

static const char *rule_fault(const char *s, struct arena *a)
{
	(void)a;
	return *s != '\0' && s[strspn(s, LOWER DIGIT "._-")] == '\0'
		       ? NULL
		       : "is no rule; write for example sender.verify, or none";
}

static const char *header_fault(const char *s, struct arena *a)
{
	size_t name = strcspn(s, ":");

	(void)a;
	if (name == 0 || memchr(s, ' ', name))
		return "is no header line; write its name, or \"Name: part of the value\"";
	return NULL;
}

static const char *record_fault(const char *s, struct arena *a)
{
	ldns_rr *rr = NULL;
	ldns_status status = ldns_rr_new_frm_str(&rr, s, 3600, NULL, NULL);

	ldns_rr_free(rr);
	if (status == LDNS_STATUS_OK)
		return NULL;
	return arena_printf(a,
		"is no DNS record as in a zone file, for example \"example.net. MX 10 "
		"mx.example.net.\": %s",
		ldns_get_errorstr_by_id(status));
}

static const char *name_fault(const char *s, struct arena *a)
{
	ldns_rdf *name = NULL;
	bool good = *s != '\0' && ldns_str2rdf_dname(&name, s) == LDNS_STATUS_OK;

	(void)a;
	ldns_rdf_deep_free(name);
	return good || is_address(s) ? NULL : "is no name of the DNS";
}

static const char *spam_fault(const char *s, struct arena *a)
{
	char *end;
	double score = strtod(s, &end);

	(void)a;
	if (strcmp(s, "down") == 0 || (*s != '\0' && s[strspn(s, DIGIT ".-")] == '\0' &&
					      *end == '\0' && score > -1000 && score < 1000))
		return NULL;
	return "is no score; write for example 7.5, or down";
}

static const char *user_fault(const char *s, struct arena *a)
{
	(void)a;
	return *s != '\0' && s[strcspn(s, "@ \"*")] == '\0' ? NULL
							    : "is no local part of an address";
}

const struct item_kind case_text = { "text", "texts", "\"a text\"", AG_CASE_VALUE, text_fault },
		       case_line = { "line", "lines", "NOOP", AG_CASE_VALUE, line_fault },
		       case_address = { "address", "addresses", "203.0.113.17", AG_HOST,
			       address_fault },
		       case_reply = { "reply", "replies", "550", AG_CASE_VALUE, reply_fault },
		       case_rule = { "rule", "rules", "sender.verify", AG_CASE_VALUE, rule_fault },
		       case_header = { "header line", "header lines", "X-Joejob-Rule",
			       AG_CASE_VALUE, header_fault },
		       case_record = { "DNS record", "DNS records",
			       "\"example.net. MX 10 mx.example.net.\"", AG_CASE_RECORD,
			       record_fault },
		       case_name = { "name", "names", "example.net", AG_DOMAIN, name_fault },
		       case_spam = { "score", "scores", "7.5", AG_CASE_VALUE, spam_fault },
		       case_user = { "local part", "local parts", "someone", AG_LOCAL_PART,
			       user_fault };
