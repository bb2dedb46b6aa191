#include "api/files/tus.h"
#include "api/shared/problems.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/text.h"

#define NUMBER_DIGITS 16 /* of 2^53 */

enum handled tus_begin(struct request *r)
{
	const char *version = request_header(r, "Tus-Resumable");

	reply_header(r, "Tus-Resumable", TUS_VERSION);
	if (version && strcmp(version, TUS_VERSION) == 0)
		return GO_ON;
	reply_header(r, "Tus-Version", TUS_VERSION);
	return reply_problem(r, &problem_tus_version, "Tus-Resumable");
}

int64_t tus_number(const struct request *r, const char *header)
{
	const char *text = request_header(r, header);
	int64_t number = 0;

	if (!text || !*text || strlen(text) > NUMBER_DIGITS || strspn(text, "0123456789") != strlen(text))
		return -1;
	for (; *text; text++)
		number = 10 * number + (*text - '0');
	return number;
}

/* LENGTH characters of padded base64, decoded into the arena with a NUL behind; NULL if they are not. */
static unsigned char *decode(struct arena *arena, const char *text, size_t length, size_t *decoded)
{
	unsigned char *bytes = arena_alloc(arena, length + 4);
	int count = length > 0 && length % 4 == 0 && length < 65536 ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) : -1;

	if (count < 0)
		return NULL;
	/* EVP_DecodeBlock() counts the padding as zero bytes. */
	*decoded = (size_t)count - (text[length - 1] == '=') - (text[length - 2] == '=');
	bytes[*decoded] = '\0';
	return bytes;
}

/* Only what json_string() takes as UTF-8; as a text of one line. */
static const char *one_line(struct request *r, const unsigned char *bytes, size_t length)
{
	const char *text = (const char *)bytes;

	if (strlen(text) != length || !arena_json(r->arena, json_stringn(text, length)))
		return NULL;
	return text_take(r->arena, TEXT_LINE, text, length, &(struct text_fault){0});
}

const char *tus_metadata(struct request *r, const char *key)
{
	const char *at = request_header(r, "Upload-Metadata");
	size_t key_length = strlen(key), decoded;

	while (at && *at) {
		at += strspn(at, " ,");
		size_t pair = strcspn(at, ",");
		if (pair > key_length && strncmp(at, key, key_length) == 0 && at[key_length] == ' ') {
			const char *value = at + key_length + 1;
			unsigned char *bytes = decode(r->arena, value, strcspn(value, ", "), &decoded);
			return bytes ? one_line(r, bytes, decoded) : NULL;
		}
		at += pair;
	}
	return NULL;
}

const char *tus_metadata_pair(struct arena *arena, const char *key, const char *value)
{
	size_t length = strlen(value);
	unsigned char *text = arena_alloc(arena, (length + 2) / 3 * 4 + 1);

	EVP_EncodeBlock(text, (const unsigned char *)value, (int)length);
	return arena_printf(arena, "%s %s", key, (char *)text);
}

bool tus_checksum_fits(struct request *r, const struct problem_kind **problem)
{
	static const struct {
		const char *name;
		const EVP_MD *(*digest)(void);
	} algorithms[] = {{"sha1", EVP_sha1}, {"sha256", EVP_sha256}};
	const char *header = request_header(r, "Upload-Checksum");
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned length;
	size_t given;

	if (!header)
		return true;
	*problem = &problem_upload_checksum_algorithm;
	for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
		size_t name = strlen(algorithms[i].name);
		if (strncmp(header, algorithms[i].name, name) != 0 || header[name] != ' ')
			continue;
		const char *value = header + name + 1;
		unsigned char *wanted = decode(r->arena, value, strlen(value), &given);
		*problem = &problem_upload_checksum;
		return wanted && EVP_Digest(r->body ? r->body : "", r->body_length, hash, &length, algorithms[i].digest(), NULL) &&
		       given == length && memcmp(wanted, hash, length) == 0;
	}
	return false;
}

bool tus_is_piece(const struct request *r)
{
	const char *type = request_header(r, "Content-Type");

	return type && strcasecmp(type, TUS_PIECE_TYPE) == 0;
}

void tus_expires(struct request *r, int64_t at)
{
	time_t seconds = at / SECOND_US;
	struct tm utc;
	char text[40];

	/* The program never calls setlocale(), so the names are English, as HTTP wants them. */
	gmtime_r(&seconds, &utc);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
	reply_header(r, "Upload-Expires", text);
}
