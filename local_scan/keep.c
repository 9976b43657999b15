/* keep.c - see keep.h. */
#include "keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNFINISHED ".new-"

enum { KEEP_DAY = 86400, KEEP_DIGITS = 12 };

static bool no_copy(char why[KEEP_WHY], const char *what, int error)
{
	snprintf(why, KEEP_WHY, "%s%s", what, error ? strerror(error) : "");
	return false;
}

/* The second that a file's name begins with; 0: it is none of ours. */
static int64_t kept_at(const char *name)
{
	int64_t s = 0;
	size_t n = 0;

	if (strncmp(name, UNFINISHED, strlen(UNFINISHED)) == 0)
		name += strlen(UNFINISHED);
	for (; name[n] >= '0' && name[n] <= '9' && n < KEEP_DIGITS; n++)
		s = s * 10 + (name[n] - '0');
	return name[n] == '-' ? s : 0;
}

static bool keep_unlink(const char *dir, const char *name)
{
	char path[JJ_PATH_MAX + KEEP_NAME];
	int n = snprintf(path, sizeof path, "%s/%s", dir, name);

	return n > 0 && (size_t)n < sizeof path && unlink(path) == 0;
}

long keep_expire(const char *dir, unsigned days, int64_t now, unsigned long *left)
{
	const struct dirent *e;
	DIR *d = opendir(dir);
	long gone = 0;

	*left = 0;
	if (!d)
		return -1;
	while ((e = readdir(d)) != NULL) {
		int64_t at = kept_at(e->d_name);

		if (at == 0)
			continue;
		if (now - at >= (int64_t)days * KEEP_DAY && keep_unlink(dir, e->d_name))
			gone++;
		else
			++*left;
	}
	closedir(d);
	return gone;
}

/* Whoever can write there could have Exim write elsewhere, and mail is nobody else's business. */
static bool keep_private(const char *dir, char why[KEEP_WHY])
{
	struct stat st;

	if (stat(dir, &st) != 0)
		return no_copy(why, "cannot be looked at: ", errno);
	if (!S_ISDIR(st.st_mode))
		return no_copy(why, "is none", 0);
	if (st.st_mode & (S_IWGRP | S_IRWXO))
		return no_copy(why, "is open to others: chmod 700 it", 0);
	return true;
}

bool keep_begin(struct keep *k, const char *dir, unsigned days, unsigned max, int64_t now,
	const char *id, char why[KEEP_WHY])
{
	unsigned long left;

	k->error = 0;
	k->n = k->total = 0;
	k->in_line = k->in_data = false;
	snprintf(k->name, sizeof k->name, "%lld-%s", (long long)now, id);
	snprintf(k->path, sizeof k->path, "%s/" UNFINISHED "%s", dir, k->name);
	snprintf(k->made, sizeof k->made, "%s/%s", dir, k->name);
	if (!keep_private(dir, why))
		return false;
	if (keep_expire(dir, days, now, &left) < 0)
		return no_copy(why, "cannot be read: ", errno);
	if (left >= max)
		return no_copy(why, "is full", 0);
	k->fd = open(k->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return k->fd >= 0 || no_copy(why, "takes no file: ", errno);
}

static void keep_flush(struct keep *k)
{
	size_t at = 0;

	while (at < k->n && k->error == 0) {
		ssize_t n = write(k->fd, k->buf + at, k->n - at);

		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			k->error = n == 0 ? ENOSPC : errno;
	}
	k->n = 0;
}

static void keep_byte(struct keep *k, unsigned char c)
{
	if (k->n == sizeof k->buf)
		keep_flush(k);
	k->buf[k->n++] = c;
	if (++k->total > KEEP_BYTES_MAX && k->error == 0)
		k->error = EFBIG;
}

static void keep_words(struct keep *k, const char *s)
{
	while (*s)
		keep_byte(k, (unsigned char)*s++);
}

/* A line break in an address would be a command of its own. */
static void keep_address(struct keep *k, const char *verb, struct span address)
{
	keep_words(k, verb);
	for (size_t i = 0; i < address.n; i++) {
		if (address.p[i] < ' ' || address.p[i] == 127)
			k->error = EILSEQ;
		keep_byte(k, address.p[i]);
	}
	keep_words(k, ">\n");
}

void keep_sender(struct keep *k, struct span address)
{
	keep_address(k, "MAIL FROM:<", address);
}

void keep_recipient(struct keep *k, struct span address)
{
	keep_address(k, "RCPT TO:<", address);
}

void keep_text(struct keep *k, struct span text)
{
	if (!k->in_data)
		keep_words(k, "DATA\n");
	k->in_data = true;
	for (size_t i = 0; i < text.n && k->error == 0; i++) {
		if (!k->in_line && text.p[i] == '.')
			keep_byte(k, '.');
		keep_byte(k, text.p[i]);
		k->in_line = text.p[i] != '\n';
	}
}

bool keep_end(struct keep *k, char why[KEEP_WHY])
{
	keep_words(k, k->in_line ? "\n.\nQUIT\n" : ".\nQUIT\n");
	keep_flush(k);
	if (close(k->fd) != 0 && k->error == 0)
		k->error = errno;
	if (k->error == 0 && rename(k->path, k->made) != 0)
		k->error = errno;
	if (k->error == 0)
		return true;
	unlink(k->path);
	return k->error == EFBIG ? no_copy(why, "would be too long", 0)
				 : no_copy(why, "cannot be written: ", k->error);
}
