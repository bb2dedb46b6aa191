#include "judging/rulebook.h"

#include "judging/rules/rules.h"

bool rulebook_validate(const json_t *json, struct judging_errors *errors)
{
	struct rulebook rulebook;
	struct place root = place_root(errors);
	size_t before = errors->count;

	rulebook_load(&rulebook, &root, json);
	rulebook_free(&rulebook);
	return errors->count == before;
}
