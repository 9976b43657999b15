/* state.c - what all backends share. See state.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "state.h"

const struct state_kind_text state_kinds[STATE_KINDS] = {
	[STATE_KNOWN] = { "known", "networks that came back" },
	[STATE_FIRST] = { "first", "first attempts" },
	[STATE_VISITOR] = { "visitor", "visitors of the honeypot" },
	[STATE_PUT_OFF] = { "put-off", "clients that were put off" },
};

enum state_kind state_kind_of(const char *key)
{
	unsigned i = 0;

	while (i < STATE_KINDS && (strncmp(key, state_kinds[i].name, strlen(state_kinds[i].name)) != 0 ||
					  key[strlen(state_kinds[i].name)] != '-'))
		i++;
	return (enum state_kind)i;
}

void state_place(const char *server, const char *port, struct arena *a, const char **host,
	const char **number)
{
	const char *close = strchr(server, ']'), *colon = strrchr(close ? close : server, ':');
	const char *begin = close ? server + 1 : server;
	const char *end = close ? close : colon ? colon : server + strlen(server);

	*host = arena_copy(a, begin, (size_t)(end - begin));
	*number = colon ? colon + 1 : port;
}

const char *state_become(uid_t uid, gid_t gid)
{
	if (getuid() != 0)
		return NULL;
	/* Back first: who has become one user cannot become another. */
	return seteuid(0) == 0 && setegid(gid) == 0 && seteuid(uid) == 0 ? NULL : strerror(errno);
}
