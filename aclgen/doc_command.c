/* doc_command.c - see doc_command.h. */
#include <stdio.h>

#include "diag.h"
#include "doc_command.h"
#include "doc_page.h"
#include "newfile.h"
#include "policy_load.h"
#include "textfile.h"

static int run(const struct options *o, struct buf *page, struct diags *d, struct arena *a)
{
	struct policy p;
	char *source;
	size_t n;
	/* Read once: what the page shows is what it tells. */
	const char *fault = textfile_read(o->policy, POLICY_BYTES_MAX, a, &source, &n);

	if (fault != NULL) {
		fprintf(stderr, "aclgen: %s %s\n", o->policy, fault);
		return EXIT_TROUBLE;
	}
	if (policy_load_text(&p, o->policy, source, n, a, d) != 0)
		return EXIT_POLICY;
	doc_page(page, &p, source);
	return EXIT_DONE;
}

int doc_command(const struct options *o, struct arena *a)
{
	struct diags *d = diags_new(a, o->policy);
	struct buf page = { .arena = a };
	int rc = run(o, &page, d, a);

	diags_report(d, rc, false, "");
	if (rc != EXIT_DONE)
		return rc;
	if (o->output != NULL)
		return newfile_write(o->output, &page, 0644) == 0 ? EXIT_DONE : EXIT_TROUBLE;
	fputs(buf_text(&page), stdout);
	return EXIT_DONE;
}
