#include "certs/pki.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CA_DAYS (10 * 365)
#define SERVER_DAYS 397 /* what browsers accept at most */
#define RENEW_DAYS 30
#define DAY_SECONDS 86400

/* A key with its certificate; both owned. */
struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

static void identity_free(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
	*identity = (struct identity){0};
}

static int fail(char error[256], const char *what, const char *path)
{
	unsigned long code = ERR_get_error();
	char reason[128] = "";

	if (code)
		ERR_error_string_n(code, reason, sizeof reason);
	else if (errno)
		snprintf(reason, sizeof reason, "%s", strerror(errno));
	snprintf(error, 256, "%s %s: %s", what, path, reason);
	ERR_clear_error();
	return -1;
}

static void path_of(char path[4096], const char *folder, const char *name, const char *ending)
{
	snprintf(path, 4096, "%s/%s.%s", folder, name, ending);
}

/* Reads NAME.key and NAME.crt; false if either is missing or they do not belong together. */
static bool identity_read(struct identity *identity, const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	*identity = (struct identity){0};
	path_of(path, folder, name, "key");
	if ((file = fopen(path, "re"))) {
		identity->key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
		fclose(file);
	}
	path_of(path, folder, name, "crt");
	if ((file = fopen(path, "re"))) {
		identity->certificate = PEM_read_X509(file, NULL, NULL, NULL);
		fclose(file);
	}
	bool good = identity->key && identity->certificate && X509_check_private_key(identity->certificate, identity->key) == 1;
	if (!good)
		identity_free(identity);
	ERR_clear_error();
	return good;
}

/* Writes one PEM file through a temporary name, synced before it is renamed. */
static int pem_write(const char *path, mode_t mode, const EVP_PKEY *key, X509 *const *chain, size_t count, char error[256])
{
	char temporary[4200];
	FILE *file = NULL;
	bool good;

	errno = 0;
	snprintf(temporary, sizeof temporary, "%s.new", path);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0 || !(file = fdopen(fd, "w"))) {
		if (fd >= 0)
			close(fd);
		return fail(error, "cannot write", temporary);
	}
	good = !key || PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
	for (size_t i = 0; good && i < count; i++)
		good = PEM_write_X509(file, chain[i]) == 1;
	good = good && fflush(file) == 0 && fsync(fd) == 0;
	good = fclose(file) == 0 && good;
	if (!good || rename(temporary, path) != 0) {
		fail(error, "cannot write", path);
		unlink(temporary);
		return -1;
	}
	return 0;
}

static bool extension_add(X509 *certificate, X509V3_CTX *context, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
	bool good = extension && X509_add_ext(certificate, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return good;
}

static bool serial_set(X509 *certificate)
{
	unsigned char bytes[16];
	BIGNUM *number = NULL;
	bool good = RAND_bytes(bytes, sizeof bytes) == 1;

	bytes[0] &= 0x7f; /* a serial number is positive */
	good = good && (number = BN_bin2bn(bytes, sizeof bytes, NULL)) && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return good;
}

/* The value of subjectAltName for NAMES; false if it does not fit. */
static bool alternative_names(char text[4096], const char *const *names, size_t count)
{
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		unsigned char address[16];
		bool ip = inet_pton(AF_INET, names[i], address) == 1 || inet_pton(AF_INET6, names[i], address) == 1;
		if (strpbrk(names[i], ",:") && !ip)
			return false;
		int n = snprintf(text + length, 4096 - length, "%s%s:%s", i ? "," : "", ip ? "IP" : "DNS", names[i]);
		if (n < 0 || (size_t)n >= 4096 - length)
			return false;
		length += (size_t)n;
	}
	return count > 0;
}

struct extension {
	int nid;
	const char *value;
};

static const struct extension ca_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
};

static const struct extension server_extensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
};

/* Makes a key and a certificate for it, signed by ISSUER (itself if NULL). ALTERNATIVE may be NULL. */
static bool identity_make(struct identity *identity, const struct identity *issuer, const char *common_name,
    const struct extension *extensions, size_t count, const char *alternative, time_t now, int days)
{
	X509V3_CTX context;
	X509 *certificate;

	*identity = (struct identity){EVP_EC_gen("P-256"), X509_new()};
	certificate = identity->certificate;
	if (!identity->key || !certificate)
		return false;
	if (!issuer)
		issuer = identity;
	X509_NAME *name = X509_get_subject_name(certificate);
	time_t start = now - DAY_SECONDS; /* clocks differ */
	bool good = X509_set_version(certificate, X509_VERSION_3) == 1 && serial_set(certificate) &&
		    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1, -1, 0) == 1 &&
		    X509_set_issuer_name(certificate, X509_get_subject_name(issuer->certificate)) == 1 &&
		    X509_time_adj_ex(X509_getm_notBefore(certificate), 0, 0, &start) &&
		    X509_time_adj_ex(X509_getm_notAfter(certificate), days - 1, 0, &now) &&
		    X509_set_pubkey(certificate, identity->key) == 1;

	X509V3_set_ctx(&context, issuer->certificate, certificate, NULL, NULL, 0);
	for (size_t i = 0; good && i < count; i++)
		good = extension_add(certificate, &context, extensions[i].nid, extensions[i].value);
	if (alternative)
		good = good && extension_add(certificate, &context, NID_subject_alt_name, alternative);
	return good && X509_sign(certificate, issuer->key, EVP_sha256()) > 0;
}

/* Certificate first so that a crash between the two leaves a pair that identity_read() refuses, and both are made anew. */
static int identity_write(const struct identity *identity, const X509 *issuer, const char *folder, const char *name, char error[256])
{
	char path[4096];
	X509 *chain[2] = {identity->certificate, (X509 *)issuer};

	path_of(path, folder, name, "crt");
	if (pem_write(path, 0644, NULL, chain, issuer ? 2 : 1, error) != 0)
		return -1;
	path_of(path, folder, name, "key");
	return pem_write(path, 0600, identity->key, NULL, 0, error);
}

static bool server_current(const struct identity *server, const struct identity *ca, const char *const *names, size_t count, time_t now)
{
	time_t renew = now + RENEW_DAYS * DAY_SECONDS;

	if (X509_verify(server->certificate, ca->key) != 1 || X509_cmp_time(X509_get0_notAfter(server->certificate), &renew) <= 0) {
		ERR_clear_error();
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (X509_check_host(server->certificate, names[i], 0, 0, NULL) != 1 &&
		    X509_check_ip_asc(server->certificate, names[i], 0) != 1)
			return false;
	return true;
}

static int prepare_ca(struct identity *ca, const char *folder, time_t now, char error[256])
{
	char path[4096];

	if (identity_read(ca, folder, "ca"))
		return 0;
	path_of(path, folder, "ca", "key");
	if (access(path, F_OK) == 0) {
		snprintf(error, 256, "%.150s and its certificate do not belong together: restore both, or move both away", path);
		return -1;
	}
	if (!identity_make(ca, NULL, "saitou contest CA", ca_extensions, sizeof ca_extensions / sizeof *ca_extensions, NULL, now, CA_DAYS))
		return fail(error, "cannot make the CA in", folder);
	return identity_write(ca, NULL, folder, "ca", error);
}

static int prepare_server(
    const struct identity *ca, const char *folder, const char *const *names, size_t count, time_t now, char error[256])
{
	struct identity server;
	char alternative[4096];
	int result;

	if (identity_read(&server, folder, "server")) {
		bool current = server_current(&server, ca, names, count, now);
		identity_free(&server);
		if (current)
			return 0;
	}
	if (!alternative_names(alternative, names, count)) {
		snprintf(error, 256, "the server's names are missing, too long, or hold a comma or colon");
		return -1;
	}
	if (identity_make(&server, ca, names[0], server_extensions, sizeof server_extensions / sizeof *server_extensions, alternative, now,
		SERVER_DAYS))
		result = identity_write(&server, ca->certificate, folder, "server", error);
	else
		result = fail(error, "cannot make the server certificate in", folder);
	identity_free(&server);
	return result;
}

int pki_prepare(const char *folder, const char *const *names, size_t count, time_t now, char error[256])
{
	struct identity ca = {0};
	int result;

	errno = 0;
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return fail(error, "cannot make the folder", folder);
	result = prepare_ca(&ca, folder, now, error);
	if (result == 0)
		result = prepare_server(&ca, folder, names, count, now, error);
	identity_free(&ca);
	return result;
}
