/* doc_stages.c - see doc_stages.h. The checks come from the table that the generator writes them from;
 * what stands around them is templates/rcpt.acl and data.acl in words. */
#include <string.h>

#include "doc_stages.h"
#include "listdb.h"
#include "render_asks.h"
#include "render_rollout.h"

struct writing {
	const struct policy *p;
	struct arena *a;
	struct doc_stage *s;
	size_t room;
};

static struct doc_line *add(struct writing *w, enum doc_kind kind, const char *name, const char *about,
	struct where at)
{
	struct doc_stage *s = w->s;

	s->line = arena_room(w->a, s->line, s->n, &w->room, sizeof *s->line);
	s->line[s->n] = (struct doc_line){ .kind = kind, .name = name, .about = about, .at = at };
	return &s->line[s->n++];
}

static void pass(struct writing *w, bool there, const char *name, const char *about, struct where at)
{
	if (there)
		add(w, DOC_PASS, name, about, at);
}

/* A rule that no mode reaches: it stands in a template. */
static void always(struct writing *w, const char *rule, enum mode mode, const char *about, const char *reply,
	struct where at)
{
	struct doc_line *line = add(w, DOC_CHECK, rule, about, at);

	line->mode = line->asked = mode;
	line->reply = reply;
	line->always = true;
}

/* Some are asked again at a later command of the same stage. */
static bool told(const struct writing *w, const char *rule)
{
	for (size_t i = 0; i < w->s->n; i++)
		if (strcmp(w->s->line[i].name, rule) == 0)
			return true;
	return false;
}

static void checks(struct writing *w, enum stage stage)
{
	struct asked_checks all = checks_asked(w->p, stage, w->a);

	for (size_t i = 0; i < all.n; i++) {
		const struct asked *c = &all.one[i];

		if (told(w, c->rule))
			continue;
		struct doc_line *line = add(w, c->has_mode ? DOC_CHECK : DOC_NOTE, c->rule, c->about, c->check.at);

		line->mode = c->check.mode;
		line->asked = c->check.asked;
		line->soft = c->check.mode >= MODE_DEFER && rollout_softens(w->p, c->rule);
		if (c->code)
			line->reply = arena_printf(w->a, "%s %s (%s)", c->code, c->reply, c->rule);
	}
}

static void hook(struct writing *w, enum hook which)
{
	const struct str *path = &w->p->hook[which].path;

	if (w->p->hook[which].text)
		add(w, DOC_NOTE, "rules of our own", arena_printf(w->a, "From the file %s.", path->s), path->at);
}

static void connect(struct writing *w)
{
	const struct policy *p = w->p;
	const struct check *pipelining = &p->connect.pipelining;

	hook(w, HOOK_CONNECT);
	if (has_trap_interface(p))
		add(w, DOC_NOTE, "the trap",
			arena_printf(w->a, "A connection to %s, which no honest server has a reason to try, is noted.",
				p->honeypot.interface.s),
			p->honeypot.interface.at);
	if (asks_delay(p))
		add(w, DOC_NOTE, "a moment's silence",
			arena_printf(w->a, "We greet a stranger after %lu seconds.", p->connect.delay.s),
			p->connect.delay.at);
	struct doc_line *line = add(w, DOC_CHECK, "connect.pipelining",
		"Whoever talks before it is his turn is dropped, as no mail server does that.", pipelining->at);
	line->mode = asks_pipelining(p) ? pipelining->mode : MODE_OFF;
	line->asked = pipelining->asked;
	line->reply = "554 SMTP synchronization error";
}

static void helo(struct writing *w)
{
	hook(w, HOOK_HELO);
	if (asks_helo(w->p))
		add(w, DOC_NOTE, "nothing is refused yet",
			"What is wrong with the name is judged at the recipient, when it is known who has logged in.",
			(struct where){ 0 });
}

static void mail(struct writing *w)
{
	const struct policy *p = w->p;

	hook(w, HOOK_MAIL);
	if (signs_mail(p))
		add(w, DOC_NOTE, "our own mail is signed",
			"What leaves by us takes a token along, by which its bounces are known.", p->bounces.token.at);
}

static void exempt(struct writing *w)
{
	const struct policy *p = w->p;

	pass(w, p->us.secondary_mx.n, "our secondary mail servers",
		"What they have taken is theirs and ours: it is never refused, or it had to be bounced.",
		p->us.secondary_mx.at);
	pass(w, listdb_there(&p->exempt.hosts), "exempt servers", "Clients that the policy names.",
		p->exempt.hosts.at);
	pass(w, listdb_there(&p->exempt.mailing_lists), "mailing lists",
		"A list whose mail is refused unsubscribes its readers: it is marked at most.",
		p->exempt.mailing_lists.at);
	hook(w, HOOK_RCPT_BEFORE);
	pass(w, listdb_there(&p->exempt.senders), "exempt senders", "Senders that the policy names.",
		p->exempt.senders.at);
	pass(w, listdb_there(&p->exempt.spf_white), "proven senders",
		"Domains that the policy names, where SPF says that the client sends for them.",
		p->exempt.spf_white.at);
}

static void rcpt(struct writing *w)
{
	const struct policy *p = w->p;

	checks(w, STAGE_RCPT_VISIT);
	pass(w, p->exempt.recipients.n, "postmaster, abuse and the like",
		"Role addresses that exist take mail from everybody, so that whoever is refused can complain.",
		p->exempt.recipients.at);
	if (p->exempt.recipients.n > 0 && refuses(p))
		always(w, "role.mixed", MODE_DEFER,
			"A role address and another recipient share a message; they are asked for one each.",
			"452 4.5.3 Please send this recipient a message of its own", p->exempt.recipients.at);
	pass(w, p->us.relay_from.n, "our own networks", "Never filtered, and they may send everywhere.",
		p->us.relay_from.at);
	pass(w, true, "whoever has logged in", "Never filtered, and they may send everywhere.", (struct where){ 0 });
	always(w, "relay", MODE_DENY, "The recipient is not in one of our domains, and we are nobody's relay.",
		"550 5.7.1 Relaying is not permitted (relay)", p->us.local.at);
	checks(w, STAGE_RCPT_TRAP);
	always(w, "recipient.unknown", MODE_DENY,
		"The recipient has no mailbox here. To take the mail would mean to bounce it later, to a sender who "
		"may be forged.",
		"550 5.1.1 There is no such mailbox here (recipient.unknown)", p->us.local.at);
	checks(w, STAGE_RCPT_RECIPIENT);
	exempt(w);
	checks(w, STAGE_RCPT_SENDER);
	hook(w, HOOK_RCPT_AFTER);
}

static void data(struct writing *w)
{
	checks(w, STAGE_PREDATA);
	hook(w, HOOK_DATA_BEFORE);
	checks(w, STAGE_DATA_HEADER);
	checks(w, STAGE_DATA_VERDICT);
	checks(w, STAGE_DATA_LAST);
	hook(w, HOOK_DATA_AFTER);
}

static void delivery(struct writing *w)
{
	const struct policy *p = w->p;

	pass(w, true, "everything else is delivered", "What was taken is never bounced for what it says.",
		(struct where){ 0 });
	if (p->bounces.keep.dir.s)
		add(w, DOC_NOTE, "copies of forged bounces",
			arena_printf(w->a,
				"What was refused as a forged bounce stays in %s for %lu days, at most %lu messages, "
				"so that a mistake can be made good.",
				p->bounces.keep.dir.s, p->bounces.keep.days.n, p->bounces.keep.max.n),
			p->bounces.keep.at);
}

void doc_stages(struct doc_stage stage[DOC_STAGES], const struct policy *p, struct arena *a)
{
	static const struct {
		const char *title, *about;
		void (*write)(struct writing *w);
	} stages[DOC_STAGES] = {
		{ "Connection", "A client connects; all that is known is its address.", connect },
		{ "HELO", "The client says what it is called.", helo },
		{ "MAIL FROM", "The client names the envelope sender, to whom a bounce would go. That of a bounce "
			       "itself is empty.",
			mail },
		{ "RCPT TO", "The client names a recipient. Each question is asked in this order, and the first "
			     "answer counts.",
			rcpt },
		{ "DATA", "The client sends the message, and waits for our answer. Whoever was exempt at all "
			  "recipients is not asked here either.",
			data },
		{ "Delivery", "The message is ours now.", delivery },
	};

	for (size_t i = 0; i < DOC_STAGES; i++) {
		struct writing w = { .p = p, .a = a, .s = &stage[i] };

		stage[i] = (struct doc_stage){ .title = stages[i].title, .about = stages[i].about };
		stages[i].write(&w);
	}
}
