#include "api/shared/error_list.h"

#include "core/base/fatal.h"

void error_add(json_t *errors, const char *field, const char *detail)
{
	if (json_array_append_new(errors, json_pack("{s:s, s:s}", "field", field, "detail", detail)) != 0)
		fatal("a fault of %s is lost", field);
}
