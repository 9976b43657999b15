/* world.c - see world.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dns.h"
#include "sandbox.h"
#include "world.h"

const char *world_spamd_reply(const struct world_here *w)
{
	const char *score = w->one->spam.s     ? w->one->spam.s
			    : w->world->spam.s ? w->world->spam.s
					       : "0.0";
	const char *report;

	if (strcmp(score, "down") == 0)
		return NULL;
	report = arena_printf(
		w->arena, "%.1f/5.0\r\nA score that aclgen test made up.\r\n", strtod(score, NULL));
	return arena_printf(w->arena, "SPAMD/1.1 0 EX_OK\r\nContent-length: %zu\r\n\r\n%s",
		strlen(report), report);
}

static void speak_spamd(int fd, const void *reply)
{
	char message[65536];

	while (read(fd, message, sizeof message) > 0)
		;
	/* ldns takes the name dprintf for itself. */
	if (write(fd, reply, strlen(reply)) < 0)
		return;
	close(fd);
}

static const char *start_spamd(const struct world_here *w)
{
	const char *reply = world_spamd_reply(w), *address;
	unsigned port;
	int fd, n = 0;

	if (w->spamd == NULL || reply == NULL || sscanf(w->spamd, "%*s%n %u", &n, &port) != 1)
		return NULL;
	address = arena_copy(w->arena, w->spamd, (size_t)n);
	fd = inside_listen(address, port);
	if (fd < 0)
		return arena_printf(w->arena, "spamd at %s: %s", address, strerror(errno));
	return inside_serve(fd, speak_spamd, reply);
}

const char *world_start(const struct world_here *w)
{
	const struct world *world = w->world;
	struct mail_server *server = arena_alloc(w->arena, (world->n_server + 1) * sizeof *server);
	const char *fault = sandbox_network();

	if (fault == NULL)
		fault = dns_start(world_dns_answer, w);
	server[0] = (struct mail_server){ "127.0.0.1", &world->inside.unknown,
		w->one->inside == MANNERS_AS_WORLD ? world->inside.manners : w->one->inside };
	for (size_t i = 0; i < world->n_server; i++)
		server[i + 1] = (struct mail_server){ world->server[i].address.s,
			&world->server[i].unknown, world->server[i].manners };
	for (size_t i = 0; fault == NULL && i <= world->n_server; i++)
		fault = inside_start(&server[i]);
	return fault != NULL ? fault : start_spamd(w);
}
