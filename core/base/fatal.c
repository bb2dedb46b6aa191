#include "core/base/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/log_file.h"

void fatal(const char *format, ...)
{
	char message[512], line[2048];
	va_list arguments;
	struct timespec now = {0};
	struct tm utc = {0};
	size_t used;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	used = strftime(line, sizeof line, "{\"time\":\"%Y-%m-%dT%H:%M:%S", &utc);
	used += (size_t)snprintf(
	    line + used, sizeof line - used, ".%06ldZ\",\"level\":\"error\",\"event\":\"fatal\",\"message\":\"", now.tv_nsec / 1000);
	for (const char *at = message; *at != '\0'; at++) { /* no JSON library here: it might be what ran out of memory */
		if (*at == '"' || *at == '\\')
			line[used++] = '\\';
		line[used++] = (unsigned char)*at < 0x20 ? ' ' : *at;
	}
	used += (size_t)snprintf(line + used, sizeof line - used, "\"}\n");
	log_file_write(line, used);
	abort();
}
