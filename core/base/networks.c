#include "core/base/networks.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAPPED_BITS 96 /* in front of an IPv4 address */

struct network {
	struct network *next;
	struct in6_addr address;
	unsigned bits;
};

struct networks {
	struct network *first;
};

bool ip_parse(const char *text, struct in6_addr *ip)
{
	struct in_addr four;

	if (inet_pton(AF_INET, text, &four) != 1)
		return inet_pton(AF_INET6, text, ip) == 1;
	*ip = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
	memcpy(&ip->s6_addr[12], &four, 4);
	return true;
}

void ip_text(const struct in6_addr *ip, char text[INET6_ADDRSTRLEN])
{
	if (IN6_IS_ADDR_V4MAPPED(ip))
		inet_ntop(AF_INET, &ip->s6_addr[12], text, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, ip, text, INET6_ADDRSTRLEN);
}

static bool parse_one(char *text, struct network *network)
{
	char *slash = strchr(text, '/');
	unsigned most;

	if (slash != NULL)
		*slash++ = '\0';
	if (!ip_parse(text, &network->address))
		return false;
	most = strchr(text, ':') == NULL ? 32 : 128;
	network->bits = most;
	if (slash != NULL) {
		if (strlen(slash) > 3 || !isdigit((unsigned char)slash[0]) || strspn(slash, "0123456789") != strlen(slash))
			return false;
		network->bits = (unsigned)strtoul(slash, NULL, 10);
	}
	if (network->bits > most)
		return false;
	network->bits += most == 32 ? MAPPED_BITS : 0;
	return true;
}

const struct networks *networks_parse(struct arena *arena, const char *list, const char **wrong)
{
	static const char between[] = ", \t";
	struct networks *networks = arena_alloc(arena, sizeof(*networks));

	for (const char *at = list + strspn(list, between); *at != '\0'; at += strspn(at, between)) {
		size_t length = strcspn(at, between);
		struct network *network = arena_alloc(arena, sizeof(*network));

		if (!parse_one(arena_memdup(arena, at, length), network)) {
			*wrong = arena_memdup(arena, at, length);
			return NULL;
		}
		network->next = networks->first;
		networks->first = network;
		at += length;
	}
	return networks;
}

static bool contains(const struct network *network, const struct in6_addr *ip)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (memcmp(network->address.s6_addr, ip->s6_addr, whole) != 0)
		return false;
	return rest == 0 || (network->address.s6_addr[whole] ^ ip->s6_addr[whole]) >> (8 - rest) == 0;
}

bool networks_contain(const struct networks *networks, const struct in6_addr *ip)
{
	for (const struct network *n = networks == NULL ? NULL : networks->first; n != NULL; n = n->next)
		if (contains(n, ip))
			return true;
	return false;
}
