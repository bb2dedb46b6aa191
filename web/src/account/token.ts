// The token of a mail's link. It stays in the address, in its fragment, which no server and no other site is told, until it is used: so that the page can
// be loaded again, and its address be taken to another browser. Whoever uses it leads on to another page, and it is of no use any more.
import { useRoute } from 'vue-router';

export const tokenOfLink = (): string => new URLSearchParams(useRoute().hash.slice(1)).get('token') ?? '';
