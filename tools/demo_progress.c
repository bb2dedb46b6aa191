#include "tools/demo_progress.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "tools/demo_client.h"

#define REFRESH_MS 100 /* in place: as smooth as anybody looks */
#define LINE_MS 3000   /* in a log: a sign of life, and no flood */

struct demo_progress {
	const char *step, *units;
	size_t count;
	atomic_size_t done;
	struct timespec begun;
	bool terminal;
	pthread_t writer;
	pthread_mutex_t lock; /* of `over` */
	pthread_cond_t ended;
	bool over;
};

static double since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

/* 5044 → "5,044" */
static const char *grouped(char text[32], size_t number)
{
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%zu", number);
	char *at = text;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return text;
}

/* As many characters as the terminal has in a line, less one: a line that wraps could not be written over. */
static int width_of_terminal(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
}

/* Columns are as wide in every line of a step, so that what is written over leaves nothing behind. */
static void show(const struct demo_progress *p, bool final)
{
	char done[32], count[32], far[128] = "", line[256];

	if (p->count)
		snprintf(far, sizeof far, "%s %s of %s", p->units, grouped(done, atomic_load(&p->done)), grouped(count, p->count));
	snprintf(line, sizeof line, "  %-37s %-26s %6.1f s", p->step, far, since(&p->begun));
	if (p->terminal)
		fprintf(stderr, "\r%.*s%s", width_of_terminal(), line, final ? "\n" : "");
	else
		fprintf(stderr, "%s\n", line);
	fflush(stderr);
}

static struct timespec in_ms(long ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

static void *write_lines(void *pointer)
{
	struct demo_progress *p = pointer;

	pthread_mutex_lock(&p->lock);
	while (!p->over) {
		struct timespec next = in_ms(p->terminal ? REFRESH_MS : LINE_MS);
		int woken = 0;
		while (!p->over && woken != ETIMEDOUT)
			woken = pthread_cond_timedwait(&p->ended, &p->lock, &next);
		if (!p->over)
			show(p, false);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct demo_progress *demo_progress_begin(const char *step, const char *units, size_t count)
{
	struct demo_progress *p = calloc(1, sizeof *p);
	pthread_condattr_t monotonic;

	if (!p)
		abort();
	*p = (struct demo_progress){.step = step, .units = units, .count = count, .terminal = isatty(STDERR_FILENO) == 1};
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&p->ended, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (p->terminal)
		show(p, false);
	if (pthread_create(&p->writer, NULL, write_lines, p) != 0)
		demo_fail("cannot start a thread");
	return p;
}

void demo_progress_add(struct demo_progress *p)
{
	atomic_fetch_add(&p->done, 1);
}

void demo_progress_end(struct demo_progress *p)
{
	pthread_mutex_lock(&p->lock);
	p->over = true;
	pthread_cond_signal(&p->ended);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->writer, NULL);
	show(p, true);
	pthread_cond_destroy(&p->ended);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
