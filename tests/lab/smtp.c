/* smtp.c - a scripted SMTP client, the probe of the lab (tests/lab/lab.sh).
 *
 *	smtp [-s SOURCE] [-p PORT] [-t SECONDS] HOST [SCRIPT]
 *
 * HOST and SOURCE are IP addresses; the script is read from stdin without SCRIPT. It prints the
 * dialogue and exits 0 when every expectation of the script held, 1 when one did not (the rest is
 * not run), 2 for trouble of its own. A script is read line by line:
 *
 *	< CODE [TEXT]       a whole reply, whose code begins with CODE and which contains TEXT
 *	< eof               the server closes the connection
 *	> LINE              send the line; after `+` lines in one segment with them
 *	+ LINE              keep the line for the next `>`
 *	mail FILE <FROM> <TO>...   MAIL, RCPTs, DATA and the message, up to the first refusal,
 *	                    then RSET; the refusal or last reply is left for the next `<`
 *	data FILE           send the message dot-stuffed with CRLF, and the final dot
 *	bdat FILE [SIZE]    send it in chunks of SIZE bytes; all but the last must be accepted
 *	part FILE           as data, without the final dot
 *	fill BYTES          send this many bytes as text lines of 76 characters
 *	drop                reset the connection
 *
 * No TLS, no DNS, no retry: other programs do that better.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	REPLY_MAX = 8192, /* of a multi-line reply; Exim's longest here is one fifth of that */
	LINE_MAX_LEN = 4096,
	WORDS_MAX = 64, /* of a script line: a message to sixty recipients */
	FILL_LINE = 76,
};

static struct {
	int fd;
	int timeout_ms;
	char in[REPLY_MAX]; /* received and not yet taken as a reply */
	size_t n_in;
	char reply[REPLY_MAX];
	bool have_reply; /* `mail` left one for the next expectation */
	char held[LINE_MAX_LEN];
	size_t n_held;
	unsigned line; /* of the script */
} c = { .fd = -1, .timeout_ms = 30000 };

static void die(int code, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

static void die(int code, const char *format, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(code == 1 ? stdout : stderr, "! line %u: ", c.line);
	va_start(ap, format);
	vfprintf(code == 1 ? stdout : stderr, format, ap);
	va_end(ap);
	fputc('\n', code == 1 ? stdout : stderr);
	exit(code);
}

static void send_bytes(const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = send(c.fd, p, n, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		/* The refusal that made the server hang up may be there to be read. */
		if (done < 0)
			return;
		p += done;
		n -= (size_t)done;
	}
}

/* Waits for more bytes. False: the server has closed. */
static bool receive(void)
{
	struct pollfd p = { .fd = c.fd, .events = POLLIN };
	ssize_t n;

	if (c.n_in == sizeof c.in - 1)
		die(1, "the reply is longer than %d bytes", REPLY_MAX - 1);
	if (poll(&p, 1, c.timeout_ms) == 0)
		die(1, "no answer within %d seconds", c.timeout_ms / 1000);
	n = recv(c.fd, c.in + c.n_in, sizeof c.in - 1 - c.n_in, 0);
	if (n <= 0)
		return false;
	c.n_in += (size_t)n;
	return true;
}

/* Length of the complete reply at the start of the input, 0 when there is none yet. */
static size_t whole_reply(void)
{
	const char *at = c.in, *end = c.in + c.n_in, *nl;

	for (; (nl = memchr(at, '\n', (size_t)(end - at))) != NULL; at = nl + 1)
		if (nl - at < 4 || at[3] != '-')
			return (size_t)(nl + 1 - c.in);
	return 0;
}

/* Reads one reply into c.reply. False: the server closed before one was complete. */
static bool read_reply(void)
{
	size_t n;

	while ((n = whole_reply()) == 0)
		if (!receive())
			return false;
	memcpy(c.reply, c.in, n);
	c.reply[n] = '\0';
	memmove(c.in, c.in + n, c.n_in - n);
	c.n_in -= n;
	for (char *at = c.reply, *save = NULL; (at = strtok_r(at, "\r\n", &save)) != NULL;
		at = NULL)
		printf("< %s\n", at);
	/* strtok cut the lines apart; as one line again, the text can be searched. */
	for (size_t i = 0; i < n; i++)
		if (c.reply[i] == '\0' || c.reply[i] == '\r')
			c.reply[i] = ' ';
	return true;
}

static void need_reply(void)
{
	if (!read_reply())
		die(1, "the server closed the connection");
}

static void expect(char *what)
{
	char *text = strchr(what, ' ');

	if (strcmp(what, "eof") == 0) {
		while (receive())
			if (whole_reply() > 0)
				die(1, "expected the end, got %.*s", (int)c.n_in, c.in);
		puts("< (closed)");
		return;
	}
	if (text != NULL)
		*text++ = '\0';
	if (!c.have_reply)
		need_reply();
	c.have_reply = false;
	if (strncmp(c.reply, what, strlen(what)) != 0)
		die(1, "expected %s, got %s", what, c.reply);
	if (text != NULL && strstr(c.reply, text) == NULL)
		die(1, "expected \"%s\" in %s", text, c.reply);
}

static void hold(const char *text)
{
	int n = snprintf(c.held + c.n_held, sizeof c.held - c.n_held, "%s\r\n", text);

	if (n < 0 || (size_t)n >= sizeof c.held - c.n_held)
		die(2, "too much in one segment");
	c.n_held += (size_t)n;
	printf("> %s\n", text);
}

static void flush_held(void)
{
	fflush(stdout);
	send_bytes(c.held, c.n_held);
	c.n_held = 0;
}

/* The whole message with CRLF line ends; the caller frees it. */
static char *message(const char *name, bool stuff, size_t *size)
{
	FILE *f = fopen(name, "rb");
	char *text = NULL;
	FILE *out = open_memstream(&text, size);
	int ch, last = '\n';

	if (f == NULL || out == NULL)
		die(2, "%s: %s", name, strerror(errno));
	while ((ch = getc(f)) != EOF) {
		if (ch == '\n' && last != '\r')
			putc('\r', out);
		if (stuff && ch == '.' && last == '\n')
			putc('.', out);
		putc(ch, out);
		last = ch;
	}
	if (last != '\n')
		fputs("\r\n", out);
	fclose(f);
	if (fclose(out) != 0)
		die(2, "out of memory");
	return text;
}

static void send_part(const char *name)
{
	size_t n = 0;
	char *text = message(name, true, &n);

	printf("> (%zu bytes of %s)\n", n, name);
	fflush(stdout);
	send_bytes(text, n);
	free(text);
}

static void send_data(const char *name)
{
	send_part(name);
	send_bytes(".\r\n", 3);
}

static void send_bdat(const char *name, size_t chunk)
{
	size_t n = 0;
	char *text = message(name, false, &n), command[64];

	if (chunk == 0 || chunk > n)
		chunk = n;
	for (size_t at = 0; at < n; at += chunk) {
		bool last = n - at <= chunk;
		size_t now = last ? n - at : chunk;

		snprintf(command, sizeof command, "BDAT %zu%s", now, last ? " LAST" : "");
		hold(command);
		flush_held();
		send_bytes(text + at, now);
		if (last)
			break;
		need_reply();
		if (c.reply[0] != '2')
			die(1, "a chunk was refused: %s", c.reply);
	}
	free(text);
}

static void send_fill(size_t bytes)
{
	char block[(FILL_LINE + 2) * 256];

	printf("> (%zu bytes of filling)\n", bytes);
	fflush(stdout);
	for (size_t i = 0; i < sizeof block; i++) {
		size_t column = i % (FILL_LINE + 2);

		block[i] = column == FILL_LINE ? '\r' : column > FILL_LINE ? '\n' : 'f';
	}
	for (; bytes > sizeof block; bytes -= sizeof block)
		send_bytes(block, sizeof block);
	send_bytes(block, bytes);
	send_bytes("\r\n", 2);
}

/* One command of `mail`; false when it was refused, which ends the transaction. */
static bool asked(const char *command, const char *argument)
{
	char text[LINE_MAX_LEN];

	snprintf(text, sizeof text, "%s%s", command, argument);
	hold(text);
	flush_held();
	need_reply();
	return c.reply[0] == '2' || c.reply[0] == '3';
}

/* RSET after a refusal, so that the next `mail` can follow; the refusal stays the last reply. */
static void forget_transaction(void)
{
	char refusal[REPLY_MAX];

	memcpy(refusal, c.reply, sizeof refusal);
	asked("RSET", "");
	memcpy(c.reply, refusal, sizeof refusal);
}

static void send_mail(char **word, unsigned n)
{
	bool good;

	if (n < 3)
		die(2, "mail FILE <FROM> <TO>...");
	good = asked("MAIL FROM:", word[1]);
	for (unsigned i = 2; good && i < n; i++)
		good = asked("RCPT TO:", word[i]);
	if (good && asked("DATA", "")) {
		send_data(word[0]);
		need_reply();
	} else if (strncmp(c.reply, "421", 3) != 0) {
		forget_transaction();
	}
	c.have_reply = true;
}

static void drop(void)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(c.fd);
	c.fd = -1;
	puts("> (dropped)");
}

static size_t number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0')
		die(2, "\"%s\" is not a number", text);
	return value;
}

static void run_words(char *text)
{
	char *word[WORDS_MAX], *save = NULL;
	unsigned n = 0;

	for (char *at = text; n < WORDS_MAX && (at = strtok_r(at, " \t", &save)) != NULL; at = NULL)
		word[n++] = at;
	if (n == 0 || word[0][0] == '#')
		return;
	if (strcmp(word[0], "mail") == 0)
		send_mail(word + 1, n - 1);
	else if (strcmp(word[0], "data") == 0 && n == 2)
		send_data(word[1]);
	else if (strcmp(word[0], "bdat") == 0 && (n == 2 || n == 3))
		send_bdat(word[1], n == 3 ? number(word[2]) : 0);
	else if (strcmp(word[0], "part") == 0 && n == 2)
		send_part(word[1]);
	else if (strcmp(word[0], "fill") == 0 && n == 2)
		send_fill(number(word[1]));
	else if (strcmp(word[0], "drop") == 0 && n == 1)
		drop();
	else
		die(2, "what does \"%s\" with %u arguments mean?", word[0], n - 1);
}

static void run_line(char *text)
{
	char *argument = text[0] != '\0' && text[1] == ' ' ? text + 2 : text + 1;

	switch (text[0]) {
	case '<':
		expect(argument);
		break;
	case '+':
		hold(argument);
		break;
	case '>':
		hold(argument);
		flush_held();
		break;
	default:
		run_words(text);
		break;
	}
}

static struct addrinfo *numeric(const char *address, const char *port)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int rc = getaddrinfo(address, port, &hints, &found);

	if (rc != 0)
		die(2, "%s: %s", address, gai_strerror(rc));
	return found;
}

static void dial(const char *source, const char *host, const char *port)
{
	struct addrinfo *to = numeric(host, port), *from;
	int at_once = 1; /* or a command and its chunk wait for each other's acknowledgement */

	c.fd = socket(to->ai_family, SOCK_STREAM, 0);
	if (c.fd < 0)
		die(2, "socket: %s", strerror(errno));
	if (source != NULL) {
		from = numeric(source, NULL);
		if (bind(c.fd, from->ai_addr, from->ai_addrlen) != 0)
			die(2, "%s: %s", source, strerror(errno));
		freeaddrinfo(from);
	}
	if (connect(c.fd, to->ai_addr, to->ai_addrlen) != 0)
		die(2, "%s port %s: %s", host, port, strerror(errno));
	setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
	freeaddrinfo(to);
}

int main(int argc, char **argv)
{
	const char *source = NULL, *port = "25";
	char *text = NULL;
	size_t size = 0;
	ssize_t n;
	int option;

	while ((option = getopt(argc, argv, "s:p:t:")) != -1) {
		if (option == 's')
			source = optarg;
		else if (option == 'p')
			port = optarg;
		else if (option == 't')
			c.timeout_ms = (int)number(optarg) * 1000;
		else
			return 2;
	}
	if (argc - optind < 1 || argc - optind > 2)
		die(2, "smtp [-s SOURCE] [-p PORT] [-t SECONDS] HOST [SCRIPT]");
	if (argc - optind == 2 && freopen(argv[optind + 1], "r", stdin) == NULL)
		die(2, "%s: %s", argv[optind + 1], strerror(errno));
	dial(source, argv[optind], port);
	while ((n = getline(&text, &size, stdin)) > 0) {
		c.line++;
		if (text[n - 1] == '\n')
			text[n - 1] = '\0';
		run_line(text);
	}
	free(text);
	return 0;
}
