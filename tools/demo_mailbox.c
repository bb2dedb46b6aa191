/* The links in the .eml files that the server drops: read as they appear, kept by recipient. */
#include "tools/demo_client.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_TO_WAIT 120

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static json_t *tokens; /* recipient → token of the newest mail with a link */
static json_t *seen;   /* names of files already read */

/* Undoes quoted-printable or base64 as far as a link needs it: mails are small. */
static void decode_base64(char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, count = 0;
	char *out = text;

	for (const char *in = text; *in; in++) {
		const char *at = strchr(letters, *in);
		if (!at || !*at)
			continue;
		bits = bits << 6 | (unsigned)(at - letters);
		if ((count += 6) >= 8) {
			count -= 8;
			*out++ = (char)(bits >> count & 0xff);
		}
	}
	*out = '\0';
}

static void decode_quoted(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		unsigned byte;
		if (*in != '=') {
			*out++ = *in;
		} else if (in[1] == '\n' || (in[1] == '\r' && in[2] == '\n')) {
			in += in[1] == '\r' ? 2 : 1;
		} else if (sscanf(in + 1, "%2x", &byte) == 1) {
			*out++ = (char)byte;
			in += 2;
		}
	}
	*out = '\0';
}

static void keep(char *mail)
{
	char recipient[128] = "", token[128] = "";
	char *body = strstr(mail, "\r\n\r\n");

	if (!body && !(body = strstr(mail, "\n\n")))
		return;
	char *to = strstr(mail, "To: ");
	if (!to || to > body)
		return;
	to += 4;
	char *angle = memchr(to, '<', strcspn(to, "\r\n"));
	snprintf(recipient, sizeof recipient, "%.*s", (int)strcspn(angle ? angle + 1 : to, ">\r\n"), angle ? angle + 1 : to);
	*body = '\0';
	if (strcasestr(mail, "Content-Transfer-Encoding: base64"))
		decode_base64(body + 1);
	else
		decode_quoted(body + 1);
	char *link = strstr(body + 1, "token=");
	if (!link)
		return;
	snprintf(token, sizeof token, "%.*s", (int)strspn(link + 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
	    link + 6);
	json_object_set_new(tokens, recipient, json_string(token));
}

static void read_file(const char *folder, const char *name)
{
	char path[4096], mail[32768];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	size_t length = fread(mail, 1, sizeof mail - 1, file);
	fclose(file);
	mail[length] = '\0';
	keep(mail);
}

static void read_new(const char *folder)
{
	DIR *directory = opendir(folder);

	if (!directory)
		demo_fail("cannot read the folder %s, where mail should land", folder);
	if (!seen) {
		seen = json_object();
		tokens = json_object();
	}
	for (struct dirent *entry; (entry = readdir(directory));) {
		size_t length = strlen(entry->d_name);
		if (length < 4 || strcmp(entry->d_name + length - 4, ".eml") != 0 || json_object_get(seen, entry->d_name))
			continue;
		json_object_set_new(seen, entry->d_name, json_true());
		read_file(folder, entry->d_name);
	}
	closedir(directory);
}

void demo_mail_token(const struct demo_server *server, const char *address, char token[128])
{
	for (int tries = 0; tries < SECONDS_TO_WAIT * 20; tries++) {
		pthread_mutex_lock(&lock);
		const char *found = json_string_value(json_object_get(tokens, address));
		if (!found) {
			read_new(server->mail_folder);
			found = json_string_value(json_object_get(tokens, address));
		}
		if (found)
			snprintf(token, 128, "%s", found);
		pthread_mutex_unlock(&lock);
		if (found)
			return;
		nanosleep(&(struct timespec){0, 50000000}, NULL);
	}
	demo_fail("no mail to %s arrived within %d seconds", address, SECONDS_TO_WAIT);
}
