#include "core/request/address.h"

#include <arpa/inet.h>
#include <string.h>

const char *address_subject(struct arena *arena, const char *address)
{
	struct in6_addr ip;
	char text[INET6_ADDRSTRLEN];

	if (strchr(address, ':') == NULL || inet_pton(AF_INET6, address, &ip) != 1 || IN6_IS_ADDR_V4MAPPED(&ip))
		return address;
	memset(ip.s6_addr + 8, 0, 8);
	return inet_ntop(AF_INET6, &ip, text, sizeof(text)) == NULL ? address : arena_strdup(arena, text);
}
