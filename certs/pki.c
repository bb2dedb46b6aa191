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

#define CA_DAYS (2 * 365)
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

/* The value of nameConstraints: the CA may sign for NAMES and what lies below them, and for no other, so that whoever steals its key can be nobody else
 * to those who trust it. One without a name of a kind may have none of that kind. */
static bool constraints(char text[4096], const char *const *names, size_t count)
{
	size_t length = 0;
	bool any_name = false, any_address = false;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		unsigned char address[16];
		bool four = inet_pton(AF_INET, names[i], address) == 1, six = !four && inet_pton(AF_INET6, names[i], address) == 1;
		int n = snprintf(text + length, 4096 - length, "%spermitted;%s:%s%s", i ? "," : "critical,", four || six ? "IP" : "DNS",
		    names[i],
		    four  ? "/255.255.255.255"
		    : six ? "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
			  : "");
		if (n < 0 || (size_t)n >= 4096 - length)
			return false;
		length += (size_t)n;
		any_name = any_name || !(four || six);
		any_address = any_address || four || six;
	}
	const char *rest = any_address ? "" : ",excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:::/::";
	if (!any_name)
		rest = ",permitted;DNS:invalid"; /* where no name lies (RFC 2606) */
	int n = snprintf(text + length, 4096 - length, "%s", rest);
	return n >= 0 && (size_t)n < 4096 - length && count > 0;
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

/* Makes a key (or takes KEY) and a certificate for it, signed by ISSUER (itself if NULL), with one more extension. */
static bool identity_make(struct identity *identity, EVP_PKEY *key, const struct identity *issuer, const char *common_name,
    const struct extension *extensions, size_t count, struct extension more, time_t now, int days)
{
	X509V3_CTX context;
	X509 *certificate;

	if (key)
		EVP_PKEY_up_ref(key);
	*identity = (struct identity){key ? key : EVP_EC_gen("P-256"), X509_new()};
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
	good = good && extension_add(certificate, &context, more.nid, more.value);
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

/* The common name: the first that is a host's. Where all are addresses none of them, which would be taken for a host's name and held against the
 * constraints. */
static const char *common_name(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned char address[16];
		if (inet_pton(AF_INET, names[i], address) != 1 && inet_pton(AF_INET6, names[i], address) != 1)
			return names[i];
	}
	return "saitou server";
}

/* Whether it may sign for all NAMES, and long enough. */
static bool ca_current(const struct identity *ca, const char *const *names, size_t count, time_t now)
{
	time_t renew = now + RENEW_DAYS * DAY_SECONDS;
	NAME_CONSTRAINTS *may = X509_get_ext_d2i(ca->certificate, NID_name_constraints, NULL, NULL);
	bool current = may && X509_cmp_time(X509_get0_notAfter(ca->certificate), &renew) > 0;
	struct identity tried = {0};
	char alternative[4096];

	/* A certificate for these names is tried against the constraints: whoever trusts the CA will do the same. */
	if (current)
		current = alternative_names(alternative, names, count) &&
			  identity_make(&tried, ca->key, ca, common_name(names, count), NULL, 0,
			      (struct extension){NID_subject_alt_name, alternative}, now, 1) &&
			  X509_check_purpose(tried.certificate, -1, 0) == 1 && NAME_CONSTRAINTS_check(tried.certificate, may) == X509_V_OK;
	identity_free(&tried);
	NAME_CONSTRAINTS_free(may);
	ERR_clear_error();
	return current;
}

/* A CA that is due, or may not sign for a new name, gets another certificate with its old key: it has to be imported again where it is trusted. */
static int prepare_ca(struct identity *ca, const char *folder, const char *const *names, size_t count, time_t now, char error[256])
{
	char path[4096], limits[4096];
	struct identity old = {0};

	if (identity_read(ca, folder, "ca")) {
		if (ca_current(ca, names, count, now))
			return 0;
		old = *ca;
		*ca = (struct identity){0};
	}
	path_of(path, folder, "ca", "key");
	if (!old.key && access(path, F_OK) == 0) {
		snprintf(error, 256, "%.150s and its certificate do not belong together: restore both, or move both away", path);
		return -1;
	}
	if (!constraints(limits, names, count)) {
		identity_free(&old);
		return fail(error, "the names are missing, or too many, for the CA in", folder);
	}
	bool made = identity_make(ca, old.key, NULL, "saitou contest CA", ca_extensions, sizeof ca_extensions / sizeof *ca_extensions,
	    (struct extension){NID_name_constraints, limits}, now, CA_DAYS);
	identity_free(&old);
	return made ? identity_write(ca, NULL, folder, "ca", error) : fail(error, "cannot make the CA in", folder);
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
	if (identity_make(&server, NULL, ca, common_name(names, count), server_extensions,
		sizeof server_extensions / sizeof *server_extensions, (struct extension){NID_subject_alt_name, alternative}, now,
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
	result = prepare_ca(&ca, folder, names, count, now, error);
	if (result == 0)
		result = prepare_server(&ca, folder, names, count, now, error);
	identity_free(&ca);
	return result;
}
