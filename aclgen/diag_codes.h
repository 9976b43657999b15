/* diag_codes.h - every diagnostic code of aclgen, what it stands for, in the order of the manual.
 *
 * A code is never used again for something else. AG0xx: files and YAML; AG1xx: keys and types;
 * AG2xx: the syntax of items; AG3xx: values that do not fit each other; from AG400: templates,
 * rendering, and what the real Exim says;
 * AG5xx: files of cases; AG620 to AG649: what doctor finds; AG65x, AG66x: refusals that are let
 * loose with care.
 */
#ifndef AG_DIAG_CODES_H
#define AG_DIAG_CODES_H

#include <stddef.h>

/* X(name, code, summary) */
#define DIAG_CODES(X) \
	X(AG_MORE, "AG001", "there are more diagnostics than are shown") \
	X(AG_UNREADABLE, "AG002", "a file cannot be read, is not a regular file, or is too large") \
	X(AG_EMPTY, "AG003", "the policy is empty") \
	X(AG_NOT_UTF8, "AG010", "bytes that are not UTF-8, or a byte order mark") \
	X(AG_CONTROL, "AG011", "a control character or an invisible one") \
	X(AG_SYNTAX, "AG012", "not YAML") \
	X(AG_DUPLICATE, "AG013", "a key stands twice in one mapping") \
	X(AG_ALIAS, "AG014", "an anchor, alias, tag, merge key or directive") \
	X(AG_DOCUMENTS, "AG015", "a second document in the file") \
	X(AG_TOO_MUCH, "AG016", "nested too deeply, or too many values") \
	X(AG_KEY_KIND, "AG017", "a key that is not a plain word") \
	X(AG_UNKNOWN_KEY, "AG100", "an unknown key") \
	X(AG_MISSING, "AG102", "a required key is missing") \
	X(AG_TYPE, "AG103", "a list, a mapping or a single value where another of them belongs") \
	X(AG_VALUE, "AG104", "a value that is none of the allowed words") \
	X(AG_RANGE, "AG105", "a value out of range") \
	X(AG_VERSION, "AG106", "a policy for another version of the format") \
	X(AG_TRUTH, "AG107", "a word that YAML takes for true, false or null, without quotes") \
	X(AG_DOMAIN, "AG200", "not a domain or host name") \
	X(AG_HOST, "AG201", "not an address, network or host name") \
	X(AG_ADDRESS, "AG202", "not a mail address or a pattern of them") \
	X(AG_LOCAL_PART, "AG203", "not a local part") \
	X(AG_DURATION, "AG204", "not a duration") \
	X(AG_PATH, "AG205", "not a path that is safe in an Exim configuration") \
	X(AG_LIST_FILE, "AG206", "a list file that cannot be read, or a line of it is too long") \
	X(AG_TWICE, "AG207", "an item stands twice in a list") \
	X(AG_REGEX, "AG208", "not a regular expression of PCRE2") \
	X(AG_PATTERN_NAME, "AG209", "not a name of a pattern") \
	X(AG_NUMBER, "AG210", "not a rate, size, score or number") \
	X(AG_SPAMD, "AG211", "not the place of a spamd") \
	X(AG_CODE, "AG212", "not a return code of a DNS list") \
	X(AG_HOOK, "AG213", "a hook that cannot be read") \
	X(AG_DATE, "AG214", "not a day") \
	X(AG_STATE_SERVER, "AG215", "not the place of a server that remembers, or a password that it cannot have") \
	X(AG_DKIM_KEY, "AG216", "a DKIM key that cannot be read or used") \
	X(AG_NO_DOMAINS, "AG300", "neither local nor relayed domains") \
	X(AG_BOTH_KINDS, "AG301", "a domain is both local and relayed") \
	X(AG_RELAY_UNASKED, "AG302", "relayed domains, but no recipient callout") \
	X(AG_CALLOUT_IDLE, "AG303", "a recipient callout, but no relayed domains") \
	X(AG_CALLOUT_AS, "AG304", "use_sender and use_postmaster together") \
	X(AG_CALLOUT_ALL, "AG305", "sender callouts to everybody") \
	X(AG_CALLOUT_LIST, "AG306", "sender callouts for listed senders, but no list") \
	X(AG_SENDERS_IDLE, "AG307", "a list of callout senders that is not used") \
	X(AG_CALLOUT_TIMES, "AG308", "callout times that contradict each other") \
	X(AG_CACHE_LONG, "AG309", "callout cache times that are long for recipients") \
	X(AG_COMPLETE_EMPTY, "AG310", "a complete outbound entry without hosts and networks") \
	X(AG_OUTBOUND_TWICE, "AG311", "two outbound entries for the same domain") \
	X(AG_OUTBOUND_IDLE, "AG312", "an outbound entry for a domain that is not ours") \
	X(AG_OUTBOUND_MANY, "AG313", "more outbound entries or items than the detector takes") \
	X(AG_NEVER_FORGED, "AG314", "bounces.forged can never happen") \
	X(AG_REFUSE_UNPROVEN, "AG315", "refuses genuine bounces that return no header") \
	X(AG_NULL_SENDER, "AG316", "bounces.senders without the empty sender") \
	X(AG_POSTMASTER, "AG317", "postmaster is not exempt") \
	X(AG_SETTINGS_LINE, "AG318", "an outbound or contact value that the detector cannot take") \
	X(AG_PATTERNS, "AG319", "too many patterns, or two of the same name") \
	X(AG_NEVER_IDLE, "AG320", "an address that never sends is in none of our domains") \
	X(AG_USE_SENDER, "AG321", "recipient callouts that are kept for each pair of addresses") \
	X(AG_CALLOUT_POSTMASTER, "AG322", "sender callouts that ask for a postmaster as well") \
	X(AG_PATIENCE, "AG323", "callouts that take longer than a client waits") \
	X(AG_DELAY_LONG, "AG324", "a greeting that comes too late for the callouts of others") \
	X(AG_OUTBOUND_MISSING, "AG325", "a domain of ours without an outbound entry") \
	X(AG_OUTBOUND_UNLISTED, "AG326", "refuses forged bounces, but an outbound entry has no hosts") \
	X(AG_ONE_RECIPIENT, "AG327", "refuses mail with an empty sender to several recipients") \
	X(AG_PTR_REFUSED, "AG328", "refuses clients without a name in the DNS") \
	X(AG_HELO_REFUSED, "AG329", "refuses clients whose HELO name has no address") \
	X(AG_SPF_REFUSED, "AG330", "refuses forwarded mail, by SPF") \
	X(AG_CHARSET_REFUSED, "AG331", "refuses headers that are not US-ASCII") \
	X(AG_DNS_CODES, "AG332", "a DNS list of which every answer counts") \
	X(AG_DNS_ERROR_CODE, "AG333", "a code by which a DNS list answers that it does not answer") \
	X(AG_DNS_DEAD, "AG334", "a DNS list that has been shut down") \
	X(AG_DNS_TWICE, "AG335", "a DNS list stands twice") \
	X(AG_GREYLIST_ALL, "AG336", "greylists every server that is not known") \
	X(AG_GREYLIST_EARLY, "AG337", "a hook that greylists before the exempt are let through") \
	X(AG_GREYLIST_TIMES, "AG338", "greylisting times that contradict each other") \
	X(AG_GREYLIST_IDLE, "AG339", "greylists the suspicious, but nothing makes suspicious") \
	X(AG_GREYLIST_HOST, "AG340", "greylists each address of a network by itself") \
	X(AG_KEEP_LONG, "AG341", "something is to be remembered for longer than Exim keeps it") \
	X(AG_HONEYPOT_BACKUP, "AG342", "the honeypot is a real backup") \
	X(AG_HONEYPOT_OURS, "AG343", "the honeypot is an address that we use") \
	X(AG_LISTED_ROLE, "AG344", "an address in a list is exempt from it") \
	X(AG_NOT_OURS, "AG345", "an address in a list of ours is in none of our domains") \
	X(AG_NOTHING, "AG346", "a check that has nothing to look for") \
	X(AG_EXEMPT_OURS, "AG347", "a sender of ours is exempt, whoever writes it") \
	X(AG_EXEMPT_FREEMAIL, "AG348", "everybody at a free mail service is exempt") \
	X(AG_FROM_BLOCKED, "AG349", "blocked clients cannot ask why") \
	X(AG_BLOCK_SPARED, "AG350", "a blocked host is never filtered") \
	X(AG_CONTACT, "AG351", "the contact cannot be reached by those who are refused") \
	X(AG_RELAY_WIDE, "AG352", "half of the world may relay") \
	X(AG_WORLD_WRITABLE, "AG353", "a file in a folder where everybody can write") \
	X(AG_RATE_LOW, "AG354", "a rate that honest servers reach") \
	X(AG_RATE_REFUSED, "AG355", "refuses for good what comes too fast") \
	X(AG_SPAM_SCORES, "AG356", "refuses below the score from which it marks") \
	X(AG_SPAM_EARLY, "AG357", "a hook that asks SpamAssassin before the cheap checks") \
	X(AG_HOOK_SHAPE, "AG358", "a hook that is not made of whole stanzas") \
	X(AG_HOOK_STAGE, "AG359", "a hook asks for what Exim does not know at that point") \
	X(AG_HOOK_EVERYBODY, "AG360", "a hook that ends the checks for everybody") \
	X(AG_HOOK_NAMES, "AG361", "a hook uses a variable or ACL of the generated ones") \
	X(AG_INSIDE, "AG362", "a server inside for a domain that is not relayed, or twice") \
	X(AG_ACKNOWLEDGED, "AG363", "a code is acknowledged that no warning has") \
	X(AG_MANY_NAMES, "AG370", "many host names in a list, each of which is looked up") \
	X(AG_LONG_INLINE, "AG371", "a long list that always stands in the configuration itself") \
	X(AG_OUTBOUND_VIA, "AG373", "an entry that is complete, and a smarthost that strips lines") \
	X(AG_TOKEN_KEYS, "AG375", "a key file that signs nothing, since its keys may be known to others, or it has none") \
	X(AG_TOKEN_MISSING, "AG376", "the key file is not there, so mail leaves unsigned") \
	X(AG_TOKEN_EARLY, "AG377", "a proof is required of mail that was sent before there was a key") \
	X(AG_TOKEN_BACKDATED, "AG378", "a proof is required, and a line of ours may be as old as it likes") \
	X(AG_TOKEN_IDLE, "AG379", "a proof is required of a domain that is not ours, or twice") \
	X(AG_STATE_KEY, "AG380", "a key of state that this backend has no use for") \
	X(AG_STATE_SHARED, "AG381", "state that several MXs share, where only this one has it") \
	X(AG_STATE_SECRET, "AG382", "a password that others can read") \
	X(AG_STATE_IDLE, "AG383", "a place to remember in, and nothing to remember") \
	X(AG_PRVS_ALL, "AG384", "every envelope sender of ours leaves changed") \
	X(AG_PRVS_LIST, "AG385", "signed senders, but no list of them, or a list that is not used") \
	X(AG_DKIM_KEYS, "AG386", "too many DKIM keys, or two for one selector") \
	X(AG_DKIM_SHORT, "AG387", "a DKIM key that is short") \
	X(AG_DKIM_NOT_OURS, "AG388", "a DKIM key or return path in a domain whose bounces never come") \
	X(AG_LAYOUT, "AG390", "the layout cannot do what a key asks for") \
	X(AG_LAYOUT_ROUTE, "AG391", "the layout passes a relayed domain on by its MX") \
	X(AG_UNWRITABLE, "AG400", "a value that cannot be written safely into the configuration") \
	X(AG_TEMPLATE_FILE, "AG401", "a template that cannot be read, or that aclgen does not know") \
	X(AG_TEMPLATE_NAME, "AG402", "a template asks for a value that does not exist") \
	X(AG_TEMPLATE_UNUSED, "AG403", "a template does not use a value") \
	X(AG_TEMPLATE_PLACE, "AG404", "a broken place or directive in a template") \
	X(AG_EXIM_MISSING, "AG410", "the real Exim, or root and namespaces for it, are not there") \
	X(AG_EXIM_LACKS, "AG411", "this Exim was built without something that the policy needs") \
	X(AG_DEBIAN_UNTRIED, "AG412", "the layout was not tried on Debian's own configuration") \
	X(AG_DEBIAN_DIFFERS, "AG413", "Debian's configuration contradicts the policy") \
	X(AG_MODULE_MISSING, "AG420", "the module file is missing or not a regular file") \
	X(AG_MODULE_UNREADABLE, "AG421", "the user Exim runs as cannot read the module") \
	X(AG_MODULE_KIND, "AG422", "the module is no shared object for this machine") \
	X(AG_MODULE_LOAD, "AG423", "Exim cannot load the module, or misses a function in it") \
	X(AG_MODULE_ABI, "AG424", "the module is made for another local_scan interface") \
	X(AG_MODULE_UNSURE, "AG425", "something about the module could not be found out") \
	X(AG_TOKEN_UNSIGNED, "AG426", "this Exim does not sign mail as it should") \
	X(AG_EXIM_SYNTAX, "AG430", "exim -bV refuses the configuration") \
	X(AG_TEMPORARY, "AG431", "Exim answers 4xx or hangs up where it must not") \
	X(AG_REPLY, "AG432", "Exim accepts or refuses against the policy") \
	X(AG_SILENT, "AG433", "something that must stand in Exim's log does not") \
	X(AG_STUCK, "AG434", "Exim does not answer in time") \
	X(AG_SKIPPED, "AG435", "Exim skips a check because it cannot answer its condition") \
	X(AG_CASE_NONE, "AG500", "a file of cases without cases") \
	X(AG_CASE_VALUE, "AG501", "not a reply, rule, score, header line or text of a case") \
	X(AG_CASE_RECORD, "AG502", "not a DNS record") \
	X(AG_CASE_STEP, "AG503", "a step that does nothing, or two things at once") \
	X(AG_CASE_STEPS, "AG504", "steps, and keys that they replace, in one case") \
	X(AG_CASE_THIN, "AG505", "something is expected that the conversation never reaches") \
	X(AG_CASE_TWICE, "AG506", "two cases of the same name") \
	X(AG_DOCTOR_HOSTNAME, "AG620", "the name of this server has no address, or is not the one that Exim has") \
	X(AG_DOCTOR_HELO, "AG621", "what Exim says in HELO has no address or no dot") \
	X(AG_DOCTOR_PTR, "AG622", "an address of ours has no name in the DNS that leads back") \
	X(AG_DOCTOR_MX, "AG623", "an MX of a domain of ours is missing, or unknown to the policy") \
	X(AG_DOCTOR_SPF, "AG624", "a domain of ours has no SPF record, or one that does not let our servers pass") \
	X(AG_DOCTOR_DKIM, "AG625", "a DKIM key of ours is not in the DNS, or another one is") \
	X(AG_DOCTOR_TOKEN, "AG626", "the key that signs our mail cannot be read, or is old") \
	X(AG_DOCTOR_QUALIFY, "AG627", "Exim completes addresses with a domain that is not ours") \
	X(AG_DOCTOR_POSTMASTER, "AG628", "postmaster of a domain of ours does not exist") \
	X(AG_DOCTOR_UNKNOWN, "AG629", "mail for users that do not exist is accepted, and bounced later") \
	X(AG_DOCTOR_FROZEN, "AG630", "bounces that nobody takes fill the queue") \
	X(AG_DOCTOR_MODULE, "AG631", "the running Exim cannot load the module") \
	X(AG_DOCTOR_INSTALLED, "AG632", "the running Exim does not have what this policy makes") \
	X(AG_ENFORCE_IDLE, "AG650", "refusals are enforced in part, and nothing refuses") \
	X(AG_ENFORCE_NOT_OURS, "AG651", "refusals are enforced for a domain that is not ours") \
	X(AG_ENFORCE_PIPELINING, "AG652", "a check that is enforced in full, though others are in part") \
	X(AG_FALLBACK_RULE, "AG653", "a rule that does not exist, or cannot fall back") \
	X(AG_FALLBACK_ATTACK, "AG654", "a rule that lets an attack in by falling back") \
	X(AG_KEEP_IDLE, "AG660", "copies of what is refused, and nothing is refused") \
	X(AG_KEEP_FOLDER, "AG661", "copies of mail in a folder that is not there, or is open to others")

#define X(name, code, summary) extern const char name[sizeof code];
DIAG_CODES(X)
#undef X

/* The same as a table, for the manual and its test. */
extern const struct diag_code {
	const char *code, *name, *summary;
} diag_codes[];
extern const size_t diag_codes_n;

#endif
