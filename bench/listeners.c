/* Opens COUNT streams of events of edition 1 on 127.0.0.1:PORT, as the organiser of the fixture, then writes a draft of a rulebook and
 * waits until every listener has been told. Prints "ready" when all are open, waits for a line on standard input, and prints how many ms
 * after the request was sent the first and the last were told. Usage: listeners PORT COUNT */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define COOKIE "Cookie: __Host-saitou=benchdesk001xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n"
#define LISTEN "GET /api/v1/editions/1/events HTTP/1.1\r\nHost: localhost\r\n" COOKIE "\r\n"
#define BODY "{\"body\":{}}"

static unsigned short port;
static SSL_CTX *context;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *what)
{
	fprintf(stderr, "%s failed\n", what);
	exit(1);
}

static SSL *connected(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	SSL *ssl = SSL_new(context);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		die("connect");
	SSL_set_fd(ssl, fd);
	if (SSL_connect(ssl) != 1)
		die("handshake");
	return ssl;
}

static void say(SSL *ssl, const char *text)
{
	if (SSL_write(ssl, text, (int)strlen(text)) <= 0)
		die("writing");
}

/* Reads until WORD has come; ANSWER of SIZE bytes holds what was read. */
static void read_until(SSL *ssl, const char *word, char *answer, size_t size)
{
	size_t have = 0;

	do {
		int got = SSL_read(ssl, answer + have, (int)(size - have - 1));

		if (got <= 0)
			die("reading");
		have += (size_t)got;
		answer[have] = '\0';
	} while (strstr(answer, word) == NULL && have + 1 < size);
}

/* Asks for it, and does not wait for the answer. */
static void change(SSL *desk)
{
	char request[512];

	snprintf(request, sizeof request,
	    "POST /api/v1/editions/1/rulebooks HTTP/1.1\r\nHost: localhost\r\n" COOKIE
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n" BODY,
	    strlen(BODY));
	say(desk, request);
}

int main(int argc, char **argv)
{
	char answer[8192];
	struct epoll_event events[256];

	if (argc != 3)
		return 2;
	long count = strtol(argv[2], NULL, 10), told = 0;
	struct rlimit files = {(rlim_t)count + 64, (rlim_t)count + 64};
	setrlimit(RLIMIT_NOFILE, &files);
	port = (unsigned short)strtol(argv[1], NULL, 10);
	context = SSL_CTX_new(TLS_client_method());
	int epoll = epoll_create1(0);
	for (long i = 0; i < count; i++) {
		SSL *ssl = connected();
		say(ssl, LISTEN);
		read_until(ssl, "event: open", answer, sizeof answer);
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = ssl};
		epoll_ctl(epoll, EPOLL_CTL_ADD, SSL_get_fd(ssl), &event);
	}
	SSL *desk = connected();
	puts("ready");
	fflush(stdout);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		return 1;
	double began = now_ms(), first = 0;
	change(desk);
	read_until(desk, "\r\n", answer, sizeof answer);
	if (strncmp(answer, "HTTP/1.1 201 ", 13) != 0)
		die("the change");
	while (told < count) {
		int ready = epoll_wait(epoll, events, 256, 30000);

		if (ready <= 0)
			die("waiting");
		for (int i = 0; i < ready; i++) {
			SSL *ssl = events[i].data.ptr;
			int got = SSL_read(ssl, answer, sizeof answer - 1);

			if (got <= 0)
				die("listening");
			answer[got] = '\0';
			if (strstr(answer, "event: change") != NULL) {
				if (told++ == 0)
					first = now_ms();
				epoll_ctl(epoll, EPOLL_CTL_DEL, SSL_get_fd(ssl), NULL);
			}
		}
	}
	printf("%.0f %.0f\n", first - began, now_ms() - began);
	return 0; /* the kernel closes them */
}
