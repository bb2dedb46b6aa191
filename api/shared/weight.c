#include "api/shared/weight.h"

#include <string.h>

#include "core/base/fatal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Of builds with optimisation, measured as pages of the process (bench/README.md) and rounded up: a preview holds two dossiers and two results. */
#define WEIGHT_BASE INT64_C(8000000)
#define WEIGHT_ENTRY INT64_C(60000)
#define WEIGHT_SHEET INT64_C(4000)
#define WEIGHT_STORED INT64_C(4) /* for each byte of a stored file: the row, the copy that is checked and sent, and the same compressed */

/* The edition of what the first parameter of a path that stands here names. */
static const struct {
	const char *parameter, *sql;
} places[] = {
    {"edition", "SELECT x.id FROM editions x WHERE x.id = :id"},
    {"round", "SELECT x.edition_id FROM rounds x WHERE x.id = :id"},
    {"takeover", "SELECT x.edition_id FROM takeovers t JOIN rounds x ON x.id = t.round_id WHERE t.id = :id"},
    {"amendment", "SELECT x.edition_id FROM rulebook_amendments x WHERE x.id = :id"},
    {"rulebook", "SELECT x.edition_id FROM rulebooks x WHERE x.id = :id"},
    {"list", "SELECT x.edition_id FROM award_lists x WHERE x.id = :id"},
    {"entry", "SELECT x.edition_id FROM entries x WHERE x.id = :id"},
    {"investment", "SELECT x.edition_id FROM investments x WHERE x.id = :id"},
};

/* Stored texts that are read and sent as they are, by the path of the route. */
static const struct {
	const char *path, *sql;
} files[] = {
    {"/api/v1/computations/{computation}/dossier", "SELECT LENGTH(c.dossier) FROM computations c WHERE c.id = :id"},
    {"/api/v1/computations/{computation}/results", "SELECT LENGTH(c.results) FROM computations c WHERE c.id = :id"},
};

/* They take long, but read piece by piece. */
static const char *const light[] = {"/api/v1/audit/verify"};

static size_t file_of(const struct route *route)
{
	size_t i = 0;

	while (i < COUNT(files) && strcmp(files[i].path, route->path) != 0)
		i++;
	return i;
}

static bool is_light(const struct route *route)
{
	for (size_t i = 0; i < COUNT(light); i++)
		if (strcmp(light[i], route->path) == 0)
			return true;
	return false;
}

static size_t place_at(const char *parameter, size_t length)
{
	size_t i = 0;

	while (i < COUNT(places) && (strlen(places[i].parameter) != length || memcmp(places[i].parameter, parameter, length) != 0))
		i++;
	return i;
}

/* COUNT(places): none. *INDEX is the parameter's among those of the path. */
static size_t place_of(const struct route *route, size_t *index)
{
	size_t place = COUNT(places);

	*index = 0;
	for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{'), ++*index) {
		place = place_at(at + 1, strcspn(at + 1, "}"));
		if (place < COUNT(places))
			break;
	}
	return place;
}

void weight_covers(const struct route_table *const *tables, size_t count)
{
	size_t index;

	for (size_t t = 0; t < count; t++)
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct route *route = &tables[t]->rows[i];
			if ((route->flags & ROUTE_SLOW) && file_of(route) == COUNT(files) && !is_light(route) &&
			    place_of(route, &index) == COUNT(places))
				fatal("nobody knows what %s weighs", route->path);
		}
}

static enum db_status weigh_edition(struct request *r, int64_t edition, int64_t *bytes)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT (SELECT COUNT(*) FROM entries e WHERE e.edition_id = :edition),"
	    " (SELECT COUNT(*) FROM rounds b STRAIGHT_JOIN sheets s ON s.round_id = b.id AND s.state = 'handed_in' WHERE b.edition_id = :edition)",
	    P(edition));

	if (status == DB_OK)
		*bytes = WEIGHT_BASE + WEIGHT_ENTRY * db_int(&rows, 0, 0) + WEIGHT_SHEET * db_int(&rows, 0, 1);
	return status;
}

static enum db_status weigh_file(struct request *r, size_t file, int64_t *bytes)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, files[file].sql, P(id, request_id_param(r, 0)));

	if (status == DB_OK && rows.count > 0)
		*bytes = WEIGHT_STORED * db_int(&rows, 0, 0);
	return status;
}

/* Of what is not there the handler will say so. */
static enum db_status weigh(struct request *r, int64_t *bytes)
{
	size_t file = file_of(r->route), index, place = place_of(r->route, &index);
	struct db_rows rows;

	*bytes = 0;
	if (file < COUNT(files))
		return weigh_file(r, file, bytes);
	if (place == COUNT(places))
		return DB_OK;
	enum db_status status = sql_query(r, &rows, places[place].sql, P(id, request_id_param(r, index)));
	if (status == DB_OK && rows.count > 0)
		status = weigh_edition(r, db_int(&rows, 0, 0), bytes);
	return status;
}

const struct request_scale computation_scale = {weigh};
