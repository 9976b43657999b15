/* key_command.c - see key_command.h.
 *
 * A key file is never written in place: what Exim reads is the old one or the new one, whole. No
 * secret is ever shown.
 */
#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "exim.h"
#include "key_command.h"
#include "keyfile.h"
#include "newfile.h"
#include "settings.h"

enum { DAY = 86400, TIME_SIZE = 32 };

/* Whom the file belongs to, and what is said of it. */
struct owner {
	uid_t uid;
	gid_t gid;
	mode_t mode;
	const char *readers;
};

static int trouble(const char *file, const char *what, const char *why)
{
	fprintf(stderr, "aclgen: %s: %s%s\n", file, what, why);
	return EXIT_TROUBLE;
}

/* Root's, and readable by Exim's group: Exim receives and sends as its own user. */
static struct owner owner_of_new(const struct options *o, struct arena *a)
{
	struct owner w = { geteuid(), getegid(), 0600, "you alone can read it; give it to Exim's group, "
							"mode 640" };
	const char *spool, *unknown;
	uid_t uid;
	gid_t gid;

	if (w.uid != 0)
		return w;
	if ((unknown = exim_running(exim_path(o->exim, a), a, &uid, &gid, &spool)) != NULL) {
		w.readers = arena_printf(a, "%s (which is not known here: %s)", w.readers, unknown);
		return w;
	}
	const struct group *g = getgrgid(gid);
	w.gid = gid;
	w.mode = 0640;
	w.readers = arena_printf(a, "root and the group %s can read it", g ? g->gr_name : "of Exim");
	return w;
}

static const char *folder_of(const char *file, struct arena *a)
{
	return dirname(arena_copy(a, file, strlen(file)));
}

/* The folder of the file, if only that is missing: Exim has to get in, and others need not. */
static const char *make_folder(const char *file, const struct owner *w, struct arena *a)
{
	const char *dir = folder_of(file, a);

	return newfile_folder(dir, w->mode == 0640 ? 0750 : 0700, w->uid, w->gid) == 0
		       ? NULL
		       : arena_printf(a, "the folder %s: %s", dir, strerror(errno));
}

/* The file that is written beside a key file. It is a lock as well: whoever holds it reads the keys
 * and replaces them, and no other aclgen comes between the two. */
struct beside {
	const char *path; /* NULL: it has got its place */
	int fd;
};

static const char *begin(struct beside *b, const char *file, struct arena *a)
{
	b->path = arena_printf(a, "%s.new", file);
	b->fd = cleanup_new(b->path);
	if (b->fd < 0)
		return errno == EEXIST ? arena_printf(a, "%s is there: another aclgen key is at work, or "
							 "one was stopped; remove it", b->path)
				       : strerror(errno);
	return NULL;
}

static const char *write_text(int fd, const struct token_keys *keys, const struct owner *w)
{
	char text[TOKEN_FILE_MAX];
	size_t n = token_keys_print(keys, text);
	bool done = fchown(fd, w->uid, w->gid) == 0 && fchmod(fd, w->mode) == 0 &&
		    newfile_fill(fd, text, n) == 0 && fsync(fd) == 0;
	const char *why = done ? NULL : strerror(errno);

	explicit_bzero(text, sizeof text);
	return why;
}

/* Into the file's place. `replace`: there is one already. What is said to sign from now on must not be
 * gone when the machine is. */
static const char *write_keys(struct beside *b, const char *file, const struct token_keys *keys,
	const struct owner *w, bool replace, struct arena *a)
{
	const char *why = write_text(b->fd, keys, w);

	/* link() does not overwrite, rename() does. */
	if (!why && (replace ? rename(b->path, file) : link(b->path, file)) != 0)
		why = strerror(errno);
	/* From here on, a file of that name is another one's. */
	if (!why && replace) {
		cleanup_file_done();
		b->path = NULL;
	}
	if (!why && newfile_sync(folder_of(file, a)) != 0)
		why = strerror(errno);
	return why;
}

static void end(const struct beside *b)
{
	if (b->path) {
		unlink(b->path);
		cleanup_file_done();
	}
	close(b->fd);
}

static bool has_id(const struct token_keys *keys, const char *id)
{
	for (unsigned i = 0; i < keys->n; i++)
		if (strcmp(keys->key[i].id, id) == 0)
			return true;
	return false;
}

/* A new key in front of the others, of which there are fewer than TOKEN_KEYS_MAX. */
static bool add_key(struct token_keys *keys, int64_t now)
{
	struct token_key k = { .made = now };
	unsigned short id;

	do {
		if (getrandom(&id, sizeof id, 0) != sizeof id)
			return false;
		token_key_id(k.id, id);
	} while (has_id(keys, k.id));
	if (getrandom(k.secret, sizeof k.secret, 0) != sizeof k.secret)
		return false;
	memmove(keys->key + 1, keys->key, keys->n * sizeof *keys->key);
	keys->key[0] = k;
	keys->n++;
	explicit_bzero(&k, sizeof k);
	return true;
}

static int key_new(const struct options *o, struct arena *a)
{
	struct owner w = owner_of_new(o, a);
	struct token_keys keys = { 0 };
	struct beside b;
	const char *why;
	struct stat st;

	if (lstat(o->policy, &st) == 0)
		return trouble(o->policy, "is there already, and mail may be under way that it has "
					  "signed; aclgen key rotate adds a key", "");
	if (!add_key(&keys, time(NULL)))
		return trouble(o->policy, "no random bytes: ", strerror(errno));
	if ((why = make_folder(o->policy, &w, a)) == NULL && (why = begin(&b, o->policy, a)) == NULL) {
		why = write_keys(&b, o->policy, &keys, &w, false, a);
		end(&b);
	}
	if (!why)
		printf("%s: the key %s signs from now on; %s\n", o->policy, keys.key[0].id, w.readers);
	token_keys_wipe(&keys);
	return why ? trouble(o->policy, "", why) : EXIT_DONE;
}

/* Without the keys whose last mail has long expired, whatever bounces.token.days says. */
static void drop_dead(struct token_keys *keys, int64_t now)
{
	unsigned n = 0;

	for (unsigned i = 0; i < keys->n; i++) {
		int64_t retired = keys->key[i].retired;

		if (retired && retired + TOKEN_SLACK + (int64_t)JJ_TOKEN_DAYS_MAX * DAY < now)
			printf("the key %s is dropped: nothing that it signed counts any more\n",
				keys->key[i].id);
		else
			keys->key[n++] = keys->key[i];
	}
	keys->n = n;
}

/* `file` with another key in front; the keys of it, as they are then, go to *keys. */
static const char *rotate(struct token_keys *keys, struct beside *b, const char *file, struct arena *a)
{
	int64_t now = time(NULL);
	char why[KEYFILE_WHY];
	struct stat st;

	if (!keyfile_read(keys, file, why))
		return arena_printf(a, "%s", why);
	if (stat(file, &st) != 0)
		return strerror(errno);
	const struct owner w = { st.st_uid, st.st_gid, st.st_mode & 07777, NULL };

	drop_dead(keys, now);
	if (keys->n == TOKEN_KEYS_MAX)
		return arena_printf(a, "has %u keys, and mail signed by the oldest may come back for %d "
				       "days after it was retired; nothing is changed",
			keys->n, JJ_TOKEN_DAYS_MAX);
	for (unsigned i = 0; i < keys->n; i++)
		if (!keys->key[i].retired)
			keys->key[i].retired = now > keys->key[i].made ? now : keys->key[i].made;
	if (!add_key(keys, now))
		return "no random bytes";
	return write_keys(b, file, keys, &w, true, a);
}

static int key_rotate(const struct options *o, struct arena *a)
{
	/* A link to the file stays one. */
	char *file = realpath(o->policy, NULL);
	const char *why = file ? NULL : strerror(errno);
	struct token_keys keys = { 0 };
	struct beside b;

	if (!why && (why = begin(&b, file, a)) == NULL) {
		why = rotate(&keys, &b, file, a);
		end(&b);
	}
	if (!why)
		printf("%s: the key %s signs from now on; what the key %s has signed counts until it "
		       "expires\n", o->policy, keys.key[0].id, keys.key[1].id);
	token_keys_wipe(&keys);
	free(file);
	return why ? trouble(o->policy, "", why) : EXIT_DONE;
}

static const char *when(int64_t t, char text[TIME_SIZE])
{
	time_t at = t;
	struct tm tm;

	if (!gmtime_r(&at, &tm) || !strftime(text, TIME_SIZE, "%Y-%m-%d %H:%M", &tm))
		snprintf(text, TIME_SIZE, "?");
	return text;
}

static int key_show(const struct options *o)
{
	char why[KEYFILE_WHY], made[TIME_SIZE], retired[TIME_SIZE];
	struct token_keys keys;

	if (!keyfile_read(&keys, o->policy, why))
		return trouble(o->policy, "", why);
	for (unsigned i = 0; i < keys.n; i++)
		printf("%s  made %s  %s%s\n", keys.key[i].id, when(keys.key[i].made, made),
			keys.key[i].retired ? "retired " : i == 0 ? "signs" : "verifies",
			keys.key[i].retired ? when(keys.key[i].retired, retired) : "");
	token_keys_wipe(&keys);
	return EXIT_DONE;
}

int key_command(const struct options *o, struct arena *a)
{
	switch (o->action) {
	case KEY_NEW:
		return key_new(o, a);
	case KEY_ROTATE:
		return key_rotate(o, a);
	case KEY_SHOW:
		return key_show(o);
	case KEY_DKIM:
		return key_dkim(o, a);
	case STATE_INIT:
	case STATE_SHOW:
	case STATE_EXPIRE:
		break;
	}
	return EXIT_TROUBLE;
}
