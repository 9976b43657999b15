/* exim_stub.c - see exim_stub.h. */
#include "exim_stub.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

unsigned int debug_selector;
uschar *expand_string_message;
header_line *header_list;
uschar *message_id;
int recipients_count;
uschar *sender_address;
recipient_item *recipients_list;

struct stub stub;
const char *stub_setting = "";

enum { POOL_BLOCKS = 256, RECIPIENTS = 100 };

static void *pool[POOL_BLOCKS];
static size_t pooled;

static void *pool_get(size_t n)
{
	void *p = malloc(n); /* not calloc, which tests let fail: where Exim has no memory it ends itself */

	cr_assert(p && pooled < POOL_BLOCKS);
	pool[pooled++] = p;
	return memset(p, 0, n);
}

static uschar *pool_copy(const void *s, size_t n)
{
	uschar *copy = pool_get(n + 1);

	memcpy(copy, s, n);
	return copy;
}

void stub_message(const char *id)
{
	while (pooled > 0)
		free(pool[--pooled]);
	memset(&stub, 0, sizeof stub);
	expand_string_message = NULL;
	header_list = NULL;
	recipients_count = 0;
	recipients_list = pool_get(RECIPIENTS * sizeof *recipients_list);
	message_id = id ? pool_copy(id, strlen(id)) : NULL;
}

void stub_header(int type, const char *text)
{
	header_line **end = &header_list;

	while (*end)
		end = &(*end)->next;
	*end = pool_get(sizeof **end);
	(*end)->type = type;
	(*end)->slen = text ? (int)strlen(text) : 0;
	(*end)->text = text ? pool_copy(text, strlen(text)) : NULL;
}

void stub_recipient(const char *address)
{
	cr_assert(recipients_count < RECIPIENTS);
	recipients_list[recipients_count++].address = pool_copy(address, strlen(address));
}

uschar *expand_string(uschar *s)
{
	stub.expansions++;
	cr_assert_str_eq(CS s, "${if def:acl_m_joejob{$acl_m_joejob}}",
		"the adapter expands something else: %s", CS s);
	if (!stub_setting) {
		static const char why[] = "unknown variable\nname";

		expand_string_message = pool_copy(why, sizeof why - 1);
		return NULL;
	}
	return pool_copy(stub_setting, strlen(stub_setting));
}

uschar *string_copy_function(const uschar *s)
{
	return pool_copy(s, strlen(CCS s));
}

void log_write(unsigned int selector, int flags, const char *format, ...)
{
	va_list ap;
	char *line = stub.log[stub.logs];
	int n;

	cr_assert(stub.logs < STUB_LOGS, "too many log lines");
	cr_assert(selector == 0 && flags == LOG_MAIN);
	va_start(ap, format);
	n = vsnprintf(line, STUB_TEXT, format, ap);
	va_end(ap);
	cr_assert(n > 0 && n < STUB_TEXT);
	for (; *line; line++)
		cr_assert(*line >= ' ' && *line <= '~', "control byte in the log: %s",
			stub.log[stub.logs]);
	stub.logs++;
}

/* Exim's header does not say so of header_add, and compilers want to know. */
void header_add(int, const char *, ...) PRINTF_FUNCTION(2, 3);
static void append(char *text, const char *format, va_list ap) PRINTF_FUNCTION(2, 0);

static void append(char *text, const char *format, va_list ap)
{
	size_t used = strlen(text);
	int n = vsnprintf(text + used, STUB_TEXT - used, format, ap);

	cr_assert(n > 0 && (size_t)n < STUB_TEXT - used);
}

void header_add(int type, const char *format, ...)
{
	va_list ap;

	cr_assert_eq(type, ' ');
	va_start(ap, format);
	append(stub.added, format, ap);
	va_end(ap);
	cr_assert_eq(stub.added[strlen(stub.added) - 1], '\n', "header line without its end");
}

void debug_printf(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	append(stub.debug, format, ap);
	va_end(ap);
	stub.debugs++;
}
