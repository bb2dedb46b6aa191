// A part of the site that does not come when it is asked for. Either the site was renewed while this tab was open, and what it asks for by name is no more:
// then the page that was wanted is loaded anew, once. Or the network is bad, or blocked: then the page says so, and goes on trying.
import { shallowRef } from 'vue';
import type { RouteLocationNormalized as Place, Router } from 'vue-router';
import { Problem } from '@/api/client';
import { i18n } from '@/i18n';

// Where somebody wanted to go, while its page does not come.
export const unreached = shallowRef<{ to: Place; problem: Problem } | null>(null);

const MOMENT = 30_000; // ms: a page that was loaded anew so short a time ago is not loaded anew again by itself
const mark = (to: Place) => `loaded-anew ${to.fullPath}`;

// False if it was a moment ago, or this browser remembers nothing.
function markOnce(to: Place): boolean {
	try {
		const last = Number(sessionStorage.getItem(mark(to)) ?? 0);
		if (Date.now() - last < MOMENT) return false;
		sessionStorage.setItem(mark(to), String(Date.now()));
		return true;
	} catch {
		return false;
	}
}

// Whether the site's own page can be had now: loading anew what nobody sends would show the browser's page about it instead of what is here.
async function siteIsThere(): Promise<boolean> {
	if (navigator.serviceWorker?.controller) return true;
	try {
		const answer = await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } });
		return answer.ok && (await answer.text()).includes('id="app"');
	} catch {
		return false;
	}
}

// Loads the page TO anew, or says that it does not come.
export async function reach(to: Place): Promise<void> {
	if ((await siteIsThere()) && markOnce(to)) location.assign(to.fullPath);
	else unreached.value = { to, problem: new Problem(0, 'unreached', i18n.global.t('common.unreached'), undefined, [], {}, 'passing') };
}

// What browsers, and Vite's own loading of styles, say of a part that does not come.
const isMissingPart = (error: unknown): boolean => error instanceof Error && /dynamically imported module|importing a module script failed|unable to preload css/i.test(error.message);

export function guardParts(router: Router): void {
	router.onError((error: unknown, to) => {
		if (isMissingPart(error)) void reach(to);
	});
	router.afterEach((_to, _from, failure) => {
		if (!failure) unreached.value = null;
	});
}
