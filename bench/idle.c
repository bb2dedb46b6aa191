/* Opens COUNT TLS connections to 127.0.0.1:PORT, one small request on each, and holds them until standard input ends.
 * Prints "ready" when all are open. Usage: idle PORT COUNT */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int connected(unsigned short port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		perror("connect");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[4096];

	if (argc != 3)
		return 2;
	long count = strtol(argv[2], NULL, 10);
	struct rlimit files = {(rlim_t)count + 64, (rlim_t)count + 64};
	setrlimit(RLIMIT_NOFILE, &files);
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	for (long i = 0; i < count; i++) {
		SSL *ssl = SSL_new(context);
		SSL_set_fd(ssl, connected((unsigned short)strtol(argv[1], NULL, 10)));
		if (SSL_connect(ssl) != 1 || SSL_write(ssl, request, (int)strlen(request)) <= 0 ||
		    SSL_read(ssl, answer, sizeof answer) <= 0) {
			fprintf(stderr, "connection %ld failed\n", i);
			return 1;
		}
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, answer, sizeof answer) > 0)
		;
	return 0; /* the kernel closes them */
}
