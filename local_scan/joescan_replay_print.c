/* joescan_replay_print.c - the answer of --replay as text, JSON and TSV.
 *
 * Text is for a terminal of 80 columns; JSON is an object a line, {"refused":...} for each message
 * and {"summary":...} in the end; TSV has rows of the same nine columns for both.
 */
#include "joescan_count.h"
#include "joescan_replay.h"
#include "original.h"
#include "reply.h"

#define U(n) ((unsigned long long)(n))

static const char *const skip_name[SKIPS] = {
	[SKIP_SENDER] = "sender",
	[SKIP_ROLE] = "exempt-recipient",
};

static const char *const skip_text[SKIPS] = {
	[SKIP_SENDER] = "not judged: the envelope sender is not empty",
	[SKIP_ROLE] = "not judged: for exempt recipients only",
};

/* ---- a message ---- */

static void text_message(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action)
{
	const struct jj_evidence *e = &result->evidence[0];

	output_name(out, name);
	fprintf(out, ": %s: ", action);
	output_text(out, *r->date ? r->date : "no date");
	fputs(", from ", out);
	output_text(out, *r->from ? r->from : "nobody");
	fprintf(out, ": %s (%s%s%s)\n", jj_verdict_name[result->verdict], jj_evidence_name[e->kind],
		*e->detail ? ", " : "", e->detail);
}

static void json_message(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action)
{
	const struct jj_evidence *e = &result->evidence[0];

	fputs("{\"refused\":{\"file\":", out);
	output_json(out, name->file);
	if (name->number > 0)
		fprintf(out, ",\"number\":%lu,\"offset\":%llu", name->number, U(name->offset));
	fprintf(out, ",\"action\":\"%s\",\"date\":", action);
	output_json(out, r->date);
	fputs(",\"from\":", out);
	output_json(out, r->from);
	fprintf(out, ",\"verdict\":\"%s\",\"evidence\":\"%s\",\"line\":%u,\"detail\":",
		jj_verdict_name[result->verdict], jj_evidence_name[e->kind], e->line);
	output_json(out, e->detail);
	fputs("}}\n", out);
}

static void tsv_message(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action)
{
	const struct jj_evidence *e = &result->evidence[0];

	fputs("refused\t", out);
	output_name(out, name);
	fprintf(out, "\t%llu\t%s\t", U(name->offset), action);
	output_text(out, r->date);
	putc('\t', out);
	output_text(out, r->from);
	fprintf(out, "\t%s\t%s\t", jj_verdict_name[result->verdict], jj_evidence_name[e->kind]);
	output_text(out, e->detail);
	putc('\n', out);
}

/* ---- the tables ---- */

/* What the policy does about a verdict. */
static const char *action_of(const struct replay *r, enum jj_verdict v)
{
	return jj_decide(&r->o->settings, &(struct jj_result){ .verdict = v }).word;
}

static uint64_t skipped(const struct replay *r)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < SKIPS; i++)
		n += r->skipped[i];
	return n;
}

static void text_name(FILE *out, const char *s)
{
	char shown[56]; /* what is left of 80 columns behind three numbers */

	detail_copy(shown, sizeof shown, span_str(s));
	if (strlen(s) >= sizeof shown)
		memcpy(shown + sizeof shown - 4, "...", 3);
	fprintf(out, "  %s\n", shown);
}

static void text_overflow(FILE *out, const struct counts *c, const struct count *more)
{
	if (more)
		fprintf(out, "%20s\n", "and others");
	if (counts_overflowed(c))
		fprintf(out, "  More than %d different names: these numbers are at least so high.\n",
			REPLAY_NAMES);
}

static void text_domains(const struct replay *r, FILE *out)
{
	const struct count *k = NULL;

	fputs("\n  judged  refused  unverif.  recipients in\n", out);
	for (unsigned i = 0; i < REPLAY_ROWS && (k = counts_next(r->domains, 0, IN_JUDGED, k)); i++) {
		fprintf(out, "%8llu %8llu %9llu", U(k->seen[IN_JUDGED]), U(k->seen[IN_REFUSED]),
			U(k->seen[IN_UNVERIFIABLE]));
		text_name(out, k->key);
	}
	text_overflow(out, r->domains, k ? counts_next(r->domains, 0, IN_JUDGED, k) : NULL);
}

static void text_hosts(const struct replay *r, FILE *out)
{
	const struct count *k = NULL;

	fputs("\n   unverifiable bounces from (domain of From)\n", out);
	for (unsigned i = 0; i < REPLAY_ROWS && (k = counts_next(r->hosts, 0, 0, k)); i++) {
		fprintf(out, "%8llu", U(k->seen[0]));
		text_name(out, k->key);
	}
	text_overflow(out, r->hosts, k ? counts_next(r->hosts, 0, 0, k) : NULL);
}

static void text_summary(const struct replay *r, FILE *out)
{
	fprintf(out, "%s%8llu  messages\n", r->refused ? "\n" : "", U(r->judged + skipped(r)));
	for (unsigned i = SKIP_NONE + 1; i < SKIPS; i++)
		if (r->skipped[i])
			fprintf(out, "%8llu  %s\n", U(r->skipped[i]), skip_text[i]);
	fprintf(out, "%8llu  judged", U(r->judged));
	if (r->sender_unknown)
		fprintf(out, ", %llu of them without an envelope sender to be seen",
			U(r->sender_unknown));
	fprintf(out, "\n%8llu  would have been refused%s\n", U(r->refused),
		r->o->settings.forged.action == JJ_LOG ? ", were bounces.forged deny and not log" : "");
	if (r->judged == 0)
		return;

	fputs("\nmessages  verdict       action\n", out);
	for (unsigned v = JJ_VERDICTS; v-- > 0;)
		fprintf(out, "%8llu  %-13s %s\n", U(r->verdicts[v]), jj_verdict_name[v],
			action_of(r, (enum jj_verdict)v));
	fputs("\nmessages  evidence\n", out);
	for (unsigned e = 0; e < JJ_EVIDENCE_KINDS; e++)
		if (r->evidence[e])
			fprintf(out, "%8llu  %s\n", U(r->evidence[e]), jj_evidence_name[e]);
	text_domains(r, out);
	if (r->verdicts[JJ_UNVERIFIABLE])
		text_hosts(r, out);
}

static void json_names(FILE *out, const struct counts *c, const char *const *columns)
{
	const struct count *k = NULL;

	putc('[', out);
	for (unsigned i = 0; i < REPLAY_ROWS && (k = counts_next(c, 0, 0, k)); i++) {
		fprintf(out, "%s{\"name\":", i ? "," : "");
		output_json(out, k->key);
		for (unsigned col = 0; columns[col]; col++)
			fprintf(out, ",\"%s\":%llu", columns[col], U(k->seen[col]));
		putc('}', out);
	}
	putc(']', out);
}

static const char *const domain_columns[] = { [IN_JUDGED] = "judged", [IN_REFUSED] = "refused",
	[IN_UNVERIFIABLE] = "unverifiable", NULL };
static const char *const host_columns[] = { "unverifiable", NULL };

static void json_summary(const struct replay *r, FILE *out)
{
	const char *comma = "";

	fprintf(out, "{\"summary\":{\"messages\":%llu,\"judged\":%llu,\"sender_unknown\":%llu,"
		"\"refused\":%llu,\"skipped\":{\"sender\":%llu,\"exempt-recipient\":%llu},"
		"\"verdicts\":{", U(r->judged + skipped(r)), U(r->judged), U(r->sender_unknown),
		U(r->refused), U(r->skipped[SKIP_SENDER]), U(r->skipped[SKIP_ROLE]));
	for (unsigned v = JJ_VERDICTS; v-- > 0; comma = ",")
		fprintf(out, "%s\"%s\":{\"messages\":%llu,\"action\":\"%s\"}", comma, jj_verdict_name[v],
			U(r->verdicts[v]), action_of(r, (enum jj_verdict)v));
	fputs("},\"evidence\":{", out);
	comma = "";
	for (unsigned e = 0; e < JJ_EVIDENCE_KINDS; e++) {
		if (!r->evidence[e])
			continue;
		fprintf(out, "%s\"%s\":%llu", comma, jj_evidence_name[e], U(r->evidence[e]));
		comma = ",";
	}
	fputs("},\"recipient_domains\":", out);
	json_names(out, r->domains, domain_columns);
	fputs(",\"reporting_hosts\":", out);
	json_names(out, r->hosts, host_columns);
	fprintf(out, ",\"lower_bounds\":%s}}\n",
		counts_overflowed(r->domains) || counts_overflowed(r->hosts) ? "true" : "false");
}

static void tsv_row(FILE *out, const char *record, const char *name, uint64_t n, const char *action)
{
	fprintf(out, "%s\t", record);
	output_text(out, name);
	fprintf(out, "\t%llu\t%s\t\t\t\t\t\n", U(n), action);
}

static void tsv_names(FILE *out, const char *record, const struct counts *c,
	const char *const *columns)
{
	const struct count *k = NULL;

	for (unsigned i = 0; i < REPLAY_ROWS && (k = counts_next(c, 0, 0, k)); i++)
		for (unsigned col = 0; columns[col]; col++) {
			fprintf(out, "%s-%s\t", record, columns[col]);
			output_text(out, k->key);
			fprintf(out, "\t%llu\t\t\t\t\t\t\n", U(k->seen[col]));
		}
}

static void tsv_summary(const struct replay *r, FILE *out)
{
	tsv_row(out, "count", "messages", r->judged + skipped(r), "");
	tsv_row(out, "count", "judged", r->judged, "");
	tsv_row(out, "count", "sender-unknown", r->sender_unknown, "");
	tsv_row(out, "count", "refused", r->refused, "");
	for (unsigned i = SKIP_NONE + 1; i < SKIPS; i++)
		tsv_row(out, "skipped", skip_name[i], r->skipped[i], "");
	for (unsigned v = JJ_VERDICTS; v-- > 0;)
		tsv_row(out, "verdict", jj_verdict_name[v], r->verdicts[v],
			action_of(r, (enum jj_verdict)v));
	for (unsigned e = 0; e < JJ_EVIDENCE_KINDS; e++)
		if (r->evidence[e])
			tsv_row(out, "evidence", jj_evidence_name[e], r->evidence[e], "");
	tsv_names(out, "domain", r->domains, domain_columns);
	tsv_names(out, "host", r->hosts, host_columns);
}

typedef void message_writer(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action);
typedef void summary_writer(const struct replay *r, FILE *out);

static const struct {
	message_writer *message;
	summary_writer *summary;
} writers[FORMATS] = {
	[FORMAT_TEXT] = { text_message, text_summary },
	[FORMAT_JSON] = { json_message, json_summary },
	[FORMAT_TSV] = { tsv_message, tsv_summary },
};

void replay_headings(const struct replay *r, FILE *out)
{
	if (r->o->format == FORMAT_TSV)
		fputs("record\tname\tnumber\taction\tdate\tfrom\tverdict\tevidence\tdetail\n", out);
}

void replay_print(const struct replay *r, FILE *out, const struct message_name *name,
	const struct jj_result *result, const char *action)
{
	writers[r->o->format].message(r, out, name, result, action);
}

void replay_summary(const struct replay *r, FILE *out)
{
	writers[r->o->format].summary(r, out);
}
