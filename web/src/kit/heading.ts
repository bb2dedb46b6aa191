// Where the reader is after going to another page: at its heading, so that it is read aloud and the next Tab leads into the page. Whoever has a cursor in
// a field already, because the page put it there or the reader did, keeps it; a part of a page (an address with #) is its own goal.
import { START_LOCATION, type Router } from 'vue-router';

const PATIENCE = 5000; // ms until a page that is still being read has its heading
const SAME = 300; // ms after which the heading that was there is taken for the new page's, too

async function focusHeading(here: () => boolean): Promise<void> {
	const find = () => document.querySelector<HTMLElement>('#main h1');
	const old = find();
	const before = document.activeElement;
	const start = Date.now();
	let heading: HTMLElement | null = null;
	while (here() && Date.now() - start < PATIENCE) {
		heading = find();
		if (heading && (heading !== old || Date.now() - start > SAME)) break;
		heading = null;
		await new Promise((done) => setTimeout(done, 30));
	}
	const now = document.activeElement;
	if (!heading || !here() || (now !== before && now !== document.body)) return;
	if (now?.matches('#main input, #main select, #main textarea')) return;
	heading.tabIndex = -1;
	heading.focus({ preventScroll: true });
}

export function focusHeadings(router: Router): void {
	let turn = 0;
	router.afterEach((to, from, failure) => {
		// Another part of the same page moves its own focus.
		if (failure || from === START_LOCATION || to.path === from.path || to.hash || (to.name && to.name === from.name)) return;
		const mine = ++turn;
		void focusHeading(() => mine === turn);
	});
}
