/* Opens one file and says what it is: see verdict.h. Started for each by the server, which hands it an open file and a pipe, and ends it if it takes too
 * long. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inspect/cage.h"
#include "inspect/content.h"
#include "inspect/kind.h"

static const struct {
	const char *media_type;
	enum verdict_kind (*look)(const char *bytes, size_t length);
} contents[] = {
    {"application/pdf", pdf_content},
    {"image/png", png_content},
    {"image/jpeg", jpeg_content},
    {"image/webp", webp_content},
    {"application/vnd.ms-powerpoint", ole_content},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", office_content},
};

enum { CANNOT = 3 }; /* exit code: for a reason that is not the file's */

static enum verdict_kind look(const char *media_type, const char *bytes, size_t length)
{
	if (kind_mixed(media_type, bytes, length))
		return VERDICT_MIXED;
	for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
		if (strcmp(contents[i].media_type, media_type) == 0)
			return contents[i].look(bytes, length);
	return VERDICT_FINE;
}

static bool answer(const void *bytes, size_t length)
{
	return write(INSPECT_ANSWER, bytes, length) == (ssize_t)length;
}

int main(void)
{
	static const char ready = INSPECT_READY;
	struct verdict verdict = {0};
	struct stat file;
	const char *bytes = "";

	signal(SIGPIPE, SIG_IGN);
	if (fstat(INSPECT_FILE, &file) != 0 || !kind_begin())
		_exit(CANNOT);
	if (file.st_size > 0)
		bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, INSPECT_FILE, 0);
	if (bytes == MAP_FAILED || !cage_close() || !answer(&ready, 1))
		_exit(CANNOT);
	const char *type = kind_of(bytes, (size_t)file.st_size);
	snprintf(verdict.media_type, sizeof verdict.media_type, "%s", type ? type : "application/octet-stream");
	verdict.kind = look(verdict.media_type, bytes, (size_t)file.st_size);
	_exit(answer(&verdict, sizeof verdict) ? 0 : CANNOT); /* what the libraries hold goes with it */
}
