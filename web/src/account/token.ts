// The token of a mail's link: read from the fragment once, then taken out of the address, so that it stays in no history.
import { useRoute, useRouter } from 'vue-router';

export function takeToken(): string {
	const route = useRoute();
	const router = useRouter();
	const token = new URLSearchParams(route.hash.slice(1)).get('token') ?? '';
	if (token) void router.replace({ path: route.path, query: route.query });
	return token;
}
