#include "core/request/metrics.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/fatal.h"
#include "core/base/secret.h"
#include "core/request/route.h"

/* Upper bounds of the buckets in µs; the last bucket has none. */
static const int64_t latency_bounds[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};
#define LATENCY_BOUNDS (sizeof(latency_bounds) / sizeof(latency_bounds[0]))
static const int64_t group_bounds[] = {1, 2, 4, 8, 16, 32, 64};
#define MOST_BOUNDS LATENCY_BOUNDS

struct histogram {
	_Atomic uint64_t buckets[MOST_BOUNDS + 1];
	_Atomic uint64_t sum;
};

struct route_metrics {
	struct histogram latency;
	_Atomic uint64_t by_class[6]; /* [status / 100] */
};

struct description {
	const char *name, *help;
};

static const struct description counters[METRIC_COUNTERS] = {
    [METRIC_CONNECTIONS] = {"saitou_connections_total", "Connections accepted."},
    [METRIC_CONNECTIONS_REFUSED] = {"saitou_connections_refused_total", "Connections closed at once, over a cap."},
    [METRIC_CONNECTIONS_EVICTED] = {"saitou_connections_evicted_total", "Silent connections closed to make room for others."},
    [METRIC_HANDSHAKES] = {"saitou_tls_handshakes_total", "TLS handshakes finished."},
    [METRIC_HANDSHAKES_RESUMED] = {"saitou_tls_handshakes_resumed_total", "TLS handshakes that resumed a session."},
    [METRIC_REFUSED] = {"saitou_requests_refused_total", "Requests refused before routing: malformed, too large or too slow."},
    [METRIC_OVERLOADED] = {"saitou_requests_overloaded_total", "Requests answered 503: queue full or draining."},
    [METRIC_CACHE_HITS] = {"saitou_cache_hits_total", "Answers served from the loop's cache."},
    [METRIC_CACHE_MISSES] = {"saitou_cache_misses_total", "Cacheable answers that a worker had to make."},
    [METRIC_COMMITS] = {"saitou_commits_total", "Transactions committed."},
    [METRIC_ROLLBACKS] = {"saitou_rollbacks_total", "Transactions rolled back."},
    [METRIC_PASSWORDS_HASHED] = {"saitou_passwords_hashed_total", "Passwords hashed or compared."},
    [METRIC_RERUNS] = {"saitou_reruns_total", "Handlers run again after the database rolled back."},
    [METRIC_DB_CONNECTS] = {"saitou_db_connects_total", "Database connections made."},
    [METRIC_DB_LOST] = {"saitou_db_lost_total", "Database connections lost."},
    [METRIC_MAILS_SENT] = {"saitou_mails_sent_total", "Mails handed over."},
    [METRIC_MAILS_FAILED] = {"saitou_mails_failed_total", "Attempts to hand over a mail that failed."},
    [METRIC_SLIDES_MADE] = {"saitou_slides_made_total", "Files of slides made into a PDF."},
    [METRIC_SLIDES_FAILED] = {"saitou_slides_failed_total", "Attempts to do so that failed."},
    [METRIC_DAMAGED] = {"saitou_damaged_total", "Answers withheld because what is stored does not have the SHA-256 that was published."},
    [METRIC_MEMORY_RETURNED] = {"saitou_memory_returned_total", "Times that free memory was given back to the system."},
    [METRIC_LISTENERS_DROPPED] = {"saitou_listeners_dropped_total", "Streams of events whose client did not take what it was sent."},
};

static const struct description gauges[METRIC_GAUGES] = {
    [METRIC_CONNECTIONS_OPEN] = {"saitou_connections_open", "Connections open."},
    [METRIC_QUEUE_DEPTH] = {"saitou_queue_depth", "Requests waiting for a worker."},
    [METRIC_WORKERS] = {"saitou_workers", "Worker threads."},
    [METRIC_WORKERS_BUSY] = {"saitou_workers_busy", "Worker threads at work."},
    [METRIC_WORKERS_CONNECTED] = {"saitou_workers_connected", "Worker threads with a live database connection."},
    [METRIC_LISTENERS] = {"saitou_listeners", "Streams of events that are open."},
    [METRIC_DB_DURABLE] = {"saitou_database_durable", "1: the database's settings keep what it acknowledges in a power cut."},
    [METRIC_CERTIFICATE_DAYS] = {"saitou_certificate_days", "Days until the certificate in use expires; below 0: since it has."},
    [METRIC_MEMORY_RESIDENT] = {"saitou_memory_resident_bytes", "Memory of the process itself, without pages of files."},
    [METRIC_MEMORY_USED] = {"saitou_memory_used_bytes", "Of it, what is in use; the rest is given back when much has gathered."},
    [METRIC_ROOM] = {"saitou_computation_memory_bytes", "Memory that large computations may take together."},
    [METRIC_ROOM_TAKEN] = {"saitou_computation_memory_taken_bytes", "Of it, what they have set aside."},
    [METRIC_ROOM_WAITING] = {"saitou_computation_memory_waiting", "Large computations that wait for memory."},
    [METRIC_CLOCK_OFF] = {"saitou_clock_off_seconds", "By how much the system's clock has jumped, while that is waited out."},
};

static const struct histogram_description {
	struct description text;
	const int64_t *bounds;
	size_t count;
	double unit; /* what a value is divided by */
} histograms[METRIC_HISTOGRAMS] = {
    [METRIC_GROUP_SIZE] = {{"saitou_group_size", "Requests in one transaction."}, group_bounds,
	sizeof(group_bounds) / sizeof(group_bounds[0]), 1},
    [METRIC_QUEUE_WAIT] = {{"saitou_queue_wait_seconds", "Waiting for a worker."}, latency_bounds, LATENCY_BOUNDS, 1e6},
    [METRIC_COMMIT_TIME] = {{"saitou_commit_seconds", "Duration of COMMIT."}, latency_bounds, LATENCY_BOUNDS, 1e6},
};

static _Atomic int64_t counter_values[METRIC_COUNTERS];
static _Atomic int64_t gauge_values[METRIC_GAUGES];
static struct {
	_Atomic int64_t running, waiting, bodies, refused[CLASS_REFUSALS];
} class_values[ROUTE_CLASSES];
static struct histogram histogram_values[METRIC_HISTOGRAMS];
static const struct route *const *route_list;
static struct route_metrics *route_values; /* one more than routes: what matched none */
static size_t route_count;

void metrics_add(enum metric_counter counter, int64_t n)
{
	atomic_fetch_add_explicit(&counter_values[counter], n, memory_order_relaxed);
}

void metrics_gauge_add(enum metric_gauge gauge, int64_t n)
{
	atomic_fetch_add_explicit(&gauge_values[gauge], n, memory_order_relaxed);
}

void metrics_gauge_set(enum metric_gauge gauge, int64_t n)
{
	atomic_store_explicit(&gauge_values[gauge], n, memory_order_relaxed);
}

void metrics_class_set(enum route_class of, int64_t running, int64_t waiting)
{
	atomic_store_explicit(&class_values[of].running, running, memory_order_relaxed);
	atomic_store_explicit(&class_values[of].waiting, waiting, memory_order_relaxed);
}

void metrics_class_bodies(enum route_class of, int64_t bytes)
{
	atomic_store_explicit(&class_values[of].bodies, bytes, memory_order_relaxed);
}

void metrics_class_refused(enum route_class of, enum class_refusal why)
{
	atomic_fetch_add_explicit(&class_values[of].refused[why], 1, memory_order_relaxed);
}

static void observe(struct histogram *histogram, const int64_t *bounds, size_t count, int64_t value)
{
	size_t i = 0;

	while (i < count && value > bounds[i])
		i++;
	atomic_fetch_add_explicit(&histogram->buckets[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&histogram->sum, (uint64_t)(value < 0 ? 0 : value), memory_order_relaxed);
}

void metrics_observe(enum metric_histogram which, int64_t value)
{
	observe(&histogram_values[which], histograms[which].bounds, histograms[which].count, value);
}

void metrics_routes(const struct route *const *routes, size_t count)
{
	free(route_values);
	route_values = calloc(count + 1, sizeof(*route_values));
	if (route_values == NULL)
		fatal("out of memory");
	route_list = routes;
	route_count = count;
}

void metrics_end(void)
{
	free(route_values);
	route_values = NULL;
	route_list = NULL;
	route_count = 0;
}

void metrics_request(size_t place, int status, int64_t us)
{
	struct route_metrics *route = &route_values[place];

	observe(&route->latency, latency_bounds, LATENCY_BOUNDS, us);
	if (status >= 100 && status < 600)
		atomic_fetch_add_explicit(&route->by_class[status / 100], 1, memory_order_relaxed);
}

static void write_histogram(
    FILE *out, const struct histogram *h, const char *name, const char *labels, const int64_t *bounds, size_t count, double unit)
{
	const char *comma = labels[0] == '\0' ? "" : ",";
	uint64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		total += atomic_load_explicit(&h->buckets[i], memory_order_relaxed);
		fprintf(out, "%s_bucket{%s%sle=\"%g\"} %llu\n", name, labels, comma, (double)bounds[i] / unit, (unsigned long long)total);
	}
	total += atomic_load_explicit(&h->buckets[count], memory_order_relaxed);
	fprintf(out, "%s_bucket{%s%sle=\"+Inf\"} %llu\n", name, labels, comma, (unsigned long long)total);
	if (labels[0] == '\0') {
		fprintf(out, "%s_sum %.6f\n%s_count %llu\n", name, (double)h->sum / unit, name, (unsigned long long)total);
		return;
	}
	fprintf(out, "%s_sum{%s} %.6f\n", name, labels, (double)h->sum / unit);
	fprintf(out, "%s_count{%s} %llu\n", name, labels, (unsigned long long)total);
}

static void route_labels(char *labels, size_t size, size_t place)
{
	static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"};

	if (place == route_count)
		snprintf(labels, size, "method=\"\",route=\"\"");
	else
		snprintf(labels, size, "method=\"%s\",route=\"%s\"", methods[route_list[place]->method], route_list[place]->path);
}

/* Routes that nobody asked for yet are left out: their series would be most of the text. */
static void write_routes(FILE *out)
{
	char labels[400];

	fputs("# HELP saitou_request_seconds From the end of the head to the answer.\n# TYPE saitou_request_seconds histogram\n", out);
	for (size_t i = 0; i <= route_count; i++) {
		uint64_t any = 0;

		for (size_t b = 0; b <= LATENCY_BOUNDS; b++)
			any += route_values[i].latency.buckets[b];
		if (any == 0)
			continue;
		route_labels(labels, sizeof(labels), i);
		write_histogram(out, &route_values[i].latency, "saitou_request_seconds", labels, latency_bounds, LATENCY_BOUNDS, 1e6);
	}
	fputs("# HELP saitou_requests_total Answers by route and class of status.\n# TYPE saitou_requests_total counter\n", out);
	for (size_t i = 0; i <= route_count; i++) {
		route_labels(labels, sizeof(labels), i);
		for (size_t hundred = 1; hundred < 6; hundred++)
			if (route_values[i].by_class[hundred] > 0)
				fprintf(out, "saitou_requests_total{%s,status=\"%zuxx\"} %llu\n", labels, hundred,
				    (unsigned long long)route_values[i].by_class[hundred]);
	}
}

static void write_classes(FILE *out)
{
	static const char *const reasons[CLASS_REFUSALS] = {"queue", "address", "session", "account", "bodies", "memory"};

	fputs("# HELP saitou_class_running Jobs of the class that run.\n# TYPE saitou_class_running gauge\n", out);
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		fprintf(out, "saitou_class_running{class=\"%s\"} %lld\n", class_limits[i].name, (long long)class_values[i].running);
	fputs("# HELP saitou_class_waiting Jobs in the queue of the class.\n# TYPE saitou_class_waiting gauge\n", out);
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		fprintf(out, "saitou_class_waiting{class=\"%s\"} %lld\n", class_limits[i].name, (long long)class_values[i].waiting);
	fputs("# HELP saitou_class_body_bytes Bytes of bodies of the class in memory.\n# TYPE saitou_class_body_bytes gauge\n", out);
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		fprintf(out, "saitou_class_body_bytes{class=\"%s\"} %lld\n", class_limits[i].name, (long long)class_values[i].bodies);
	fputs("# HELP saitou_class_refused_total Requests of the class that were turned away, by what was full.\n"
	      "# TYPE saitou_class_refused_total counter\n",
	    out);
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		for (size_t why = 0; why < CLASS_REFUSALS; why++)
			fprintf(out, "saitou_class_refused_total{class=\"%s\",why=\"%s\"} %lld\n", class_limits[i].name, reasons[why],
			    (long long)class_values[i].refused[why]);
}

static void release(void *text)
{
	free(text);
}

const char *metrics_text(struct arena *arena)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		fatal("out of memory");
	counter_values[METRIC_PASSWORDS_HASHED] = (int64_t)passwords_hashed();
	for (size_t i = 0; i < METRIC_COUNTERS; i++)
		fprintf(out, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", counters[i].name, counters[i].help, counters[i].name,
		    counters[i].name, (long long)counter_values[i]);
	for (size_t i = 0; i < METRIC_GAUGES; i++)
		fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", gauges[i].name, gauges[i].help, gauges[i].name, gauges[i].name,
		    (long long)gauge_values[i]);
	for (size_t i = 0; i < METRIC_HISTOGRAMS; i++) {
		fprintf(
		    out, "# HELP %s %s\n# TYPE %s histogram\n", histograms[i].text.name, histograms[i].text.help, histograms[i].text.name);
		write_histogram(
		    out, &histogram_values[i], histograms[i].text.name, "", histograms[i].bounds, histograms[i].count, histograms[i].unit);
	}
	write_classes(out);
	if (route_values != NULL)
		write_routes(out);
	if (fclose(out) != 0)
		fatal("out of memory");
	arena_defer(arena, release, text);
	return text;
}
