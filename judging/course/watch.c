#include "judging/course/watch.h"

#include <stdlib.h>

enum { DIGITS = 6 };

static json_t *value_json(mpq_srcptr value)
{
	mpz_t scaled;
	if (!value)
		return json_null();
	mpz_init(scaled);
	decimal_round(scaled, value, DIGITS);
	char *text = decimal_text(scaled, DIGITS);
	json_t *json = json_string(text);
	free(text);
	mpz_clear(scaled);
	return json;
}

json_t *watch_add(const struct contest *contest, const struct standing *standing, const char *step, const char *name, mpq_srcptr value)
{
	json_t **steps = &contest->watch->steps[standing->entry];
	json_t *row = json_pack("{s:s, s:s*, s:o}", "step", step, "name", name, "value", value_json(value));

	if (!*steps)
		*steps = json_array();
	json_array_append_new(*steps, row);
	return row;
}

static bool watched(const struct contest *contest, size_t round)
{
	return contest->watch && contest->watch->round == round;
}

void watch_score(const struct contest *contest, size_t round, const struct standing *standing, const char *step)
{
	if (watched(contest, round) && standing->has_score)
		watch_add(contest, standing, step, NULL, standing->score);
}

void watch_part(const struct contest *contest, size_t round, const struct standing *standing, const struct part *part, const mpq_t value)
{
	mpq_t weight;

	if (!watched(contest, round))
		return;
	mpq_init(weight);
	decimal_set_ratio(weight, part->weight, 10000);
	json_object_set_new(watch_add(contest, standing, "part", part->text, value), "weight", json_real(decimal_double(weight)));
	mpq_clear(weight);
}
