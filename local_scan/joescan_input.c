/* joescan_input.c - which operand is what, and its bytes (see joescan_input.h); the splitting of an
 * mbox is in joescan_mbox.c.
 */
#include "joescan_input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "header.h"
#include "joescan_mbox.h"

/* Compressed mail is what people try first that cannot work. */
static const struct {
	const char *magic, *advice;
} packed[] = {
	{ "\x1f\x8b", "compressed: zcat it and scan '-'" },
	{ "BZh", "compressed: bzcat it and scan '-'" },
	{ "\xfd" "7zXZ", "compressed: xzcat it and scan '-'" },
	{ "\x28\xb5\x2f\xfd", "compressed: zstdcat it and scan '-'" },
	{ "PK\x03\x04", "an archive: unpack it first" },
};

/* NULL, or why these first bytes are no mail message. Empty lines before the header, and a postmark
 * that some other program quoted, are let pass: both come from real mailboxes. */
static const char *not_mail(struct span head)
{
	if (head.n == 0)
		return "empty";
	for (size_t i = 0; i < sizeof packed / sizeof packed[0]; i++) {
		size_t n = strlen(packed[i].magic);

		if (head.n >= n && !memcmp(head.p, packed[i].magic, n))
			return packed[i].advice;
	}
	while (head.n > 0) {
		const unsigned char *lf = memchr(head.p, '\n', head.n);
		size_t n = lf ? (size_t)(lf - head.p) + 1 : head.n;
		struct span line = span_trim(span(head.p, n));

		if (header_name(span(head.p, n)) > 0)
			return NULL;
		if (memchr(head.p, '\0', n))
			return "not a mail message: binary data";
		if (line.n > 0 && !span_starts(line, "From ") && !span_starts(line, ">From "))
			break;
		head = span(head.p + n, head.n - n);
	}
	return "not a mail message: no header field at its beginning";
}

/* One message from here to the end of the file. */
static bool read_message(struct reader *r, const struct message_name *name,
	const struct message_sink *sink)
{
	sink->begin(sink->ctx, name);
	while (r->at < r->n) {
		bool more = sink->bytes(sink->ctx, span(r->buf + r->at, r->n - r->at));

		r->at = r->n;
		if (!more)
			break;
		if (reader_fill(r) != 0) {
			sink->trouble(sink->ctx, name->file, strerror(errno));
			return true;
		}
	}
	return sink->end(sink->ctx);
}

/* `single`: a file of a maildir, which is one message whatever it begins with. */
static bool read_stream(int fd, const char *file, bool single, const struct message_sink *sink)
{
	static struct reader r;
	struct message_name name = { .file = file };
	struct span head;
	const char *why;

	reader_start(&r, fd);
	if (reader_fill(&r) != 0) {
		sink->trouble(sink->ctx, file, strerror(errno));
		return true;
	}
	if (mbox_postmark(span(r.buf, r.n))) {
		if (!single)
			return mbox_read(&r, file, sink);
		r.at = mbox_postmark(span(r.buf, r.n));
		name.postmark = span(r.buf, r.at);
	}
	/* A byte order mark is no part of the first field; editors on Windows add it. */
	if (r.n - r.at >= 3 && !memcmp(r.buf + r.at, "\xef\xbb\xbf", 3))
		r.at += 3;
	head = span(r.buf + r.at, r.n - r.at);
	why = not_mail(head);
	if (why) {
		sink->trouble(sink->ctx, file, why);
		return true;
	}
	return read_message(&r, &name, sink);
}

/* Looked at before it is opened: opening a device can do things. And once more afterwards, as it
 * may have been replaced; O_NONBLOCK is for a FIFO that took its place. -1 with a reason. */
static int open_regular(const char *file, const char **why)
{
	struct stat st;
	int fd = -1;

	*why = "not a regular file; for a pipe, scan '-'";
	if (stat(file, &st) == 0) {
		if (!S_ISREG(st.st_mode))
			return -1;
		fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	}
	if (fd < 0 || fstat(fd, &st) != 0)
		*why = strerror(errno);
	else if (S_ISREG(st.st_mode))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool read_file(const char *file, bool single, const struct message_sink *sink)
{
	const char *why;
	int fd = open_regular(file, &why);
	bool more;

	if (fd < 0) {
		sink->trouble(sink->ctx, file, why);
		return true;
	}
	more = read_stream(fd, file, single, sink);
	close(fd);
	return more;
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* What is in DIR/cur or DIR/new, in the order of names: that is the order of delivery. */
static bool read_subfolder(const char *dir, const char *sub, const struct message_sink *sink)
{
	struct dirent **list = NULL;
	char path[PATH_MAX];
	bool more = true;
	int n = -1;

	if (snprintf(path, sizeof path, "%s/%s", dir, sub) < (int)sizeof path)
		n = scandir(path, &list, not_hidden, alphasort);
	else
		errno = ENAMETOOLONG;
	if (n < 0) {
		sink->trouble(sink->ctx, path, strerror(errno));
		return true;
	}
	for (int i = 0; i < n; i++) {
		char file[PATH_MAX + NAME_MAX + 2];

		snprintf(file, sizeof file, "%s/%s", path, list[i]->d_name);
		if (more)
			more = read_file(file, true, sink);
		free(list[i]);
	}
	free(list);
	return more;
}

static bool has_folder(const char *dir, const char *sub)
{
	char path[PATH_MAX];
	struct stat st;

	return snprintf(path, sizeof path, "%s/%s", dir, sub) < (int)sizeof path &&
		stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool input_read(const char *name, const struct message_sink *sink)
{
	size_t n = strlen(name);
	struct stat st;
	char dir[PATH_MAX];

	if (!strcmp(name, "-"))
		return read_stream(STDIN_FILENO, name, false, sink);
	if (stat(name, &st) != 0 || !S_ISDIR(st.st_mode))
		return read_file(name, false, sink);
	while (n > 1 && name[n - 1] == '/')
		n--;
	if (n >= sizeof dir) {
		sink->trouble(sink->ctx, name, strerror(ENAMETOOLONG));
		return true;
	}
	memcpy(dir, name, n);
	dir[n] = '\0';
	if (!has_folder(dir, "cur") || !has_folder(dir, "new")) {
		sink->trouble(sink->ctx, name,
			"a folder, but no maildir (no cur and new in it); name the files in it");
		return true;
	}
	return read_subfolder(dir, "cur", sink) && read_subfolder(dir, "new", sink);
}
