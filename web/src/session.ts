// Who is using the page. One object for the whole application.
import { reactive, readonly } from 'vue';
import { pauseBefore } from '@/api/failure';
import { call, onSessionLost, page, Problem, type Answer } from '@/api/client';
import { forgetAll } from '@/kit/cache';
import { shelf } from '@/kit/shelf';

export type Role = 'contestant' | 'judge' | 'organizer' | 'auditor' | 'admin';
export type Me = Answer<'/api/v1/me', 'get'>;

// taken: how often it was found that somebody else has logged in in this browser, since when this page can save nothing.
// leaving: a log-out that has not reached the server yet.
const state = reactive({ me: null as Me | null, known: false, taken: 0, leaving: false, askAgain: null as null | ((done: boolean) => void) });
export const session = readonly(state);

// Who was here last on this device: without it nobody is asked for, and without a network it stands in for the answer, so that a judge can go
// on offline. The cookie alone lets anybody do anything.
const remembered = 'me';
const unsaid = 'log-out'; // the account whose log-out the server has not heard
const PATIENCE = 2500; // ms that a page waits to hear who is there, before it goes by what is remembered

function remember(me: Me | null): void {
	if (me?.id !== state.me?.id) forgetAll();
	state.me = me as never;
	if (me) shelf.set(remembered, JSON.stringify(me));
	else shelf.remove(remembered);
}

const askWho = async (): Promise<Me> => (await call('get', '/api/v1/me', { account: null })).data;

export async function loadSession(): Promise<void> {
	void sayLeft();
	const last = shelf.read<Me>(remembered);
	if (last) {
		let late = false;
		const asking = askWho().then(
			(me) => {
				if (late && me.id !== last.id) state.taken++;
				else remember(me);
			},
			(error: unknown) => {
				// Late, the page is at work as who was here last: the next thing that it asks for tells, and asks for the password.
				if (!late && !(error instanceof Problem && error.passing)) remember(null);
			},
		);
		await Promise.race([asking, new Promise((done) => setTimeout(done, PATIENCE))]);
		late = true;
		state.me ??= shelf.read<Me>(remembered) as never;
	}
	state.known = true;
}

export async function logIn(email: string, password: string): Promise<void> {
	await endSession(); // the one before, if the server does not know yet
	await call('post', '/api/v1/sessions', { body: { email, password }, account: null });
	remember(await askWho());
}

export async function logOut(): Promise<void> {
	if (!state.taken) shelf.set(unsaid, String(state.me?.id ?? 0)); // else the session is not this page's to end
	const ended = sayLeft();
	await Promise.race([ended, new Promise((done) => setTimeout(done, PATIENCE))]);
	if (state.taken) return;
	// What a judge read is taken off this device; sheets that are not handed in stay for when they come back.
	if (state.me?.roles.some((r) => r.role === 'judge'))
		await Promise.all([import('@/judge/store'), import('@/judge/files')]).then(
			([store, files]) => Promise.all([store.forgetAnswers(state.me?.id ?? 0), files.forgetFiles(state.me?.id ?? 0)]),
			() => undefined, // a part of the site that was never loaded has kept nothing
		);
	remember(null);
}

/* ---- a log-out that does not reach the server: the page is logged out at once, and the server is told when it can be ---- */

let saying: Promise<void> | null = null;
let attempts = 0;

// Ends the session that was left. Fails if the server cannot be reached; that there is none any more is fine.
async function endSession(): Promise<void> {
	const left = shelf.get(unsaid);
	if (left === null) return;
	try {
		await call('delete', '/api/v1/sessions/current', { account: Number(left) || null, patience: 10_000 });
	} catch (error) {
		if (error instanceof Problem && error.passing) throw error;
	}
	shelf.remove(unsaid);
	state.leaving = false;
	attempts = 0;
}

function sayLeft(): Promise<void> {
	saying ??= endSession()
		.catch(() => {
			state.leaving = true;
			setTimeout(() => void sayLeft(), pauseBefore(++attempts));
		})
		.finally(() => (saying = null));
	return saying;
}
window.addEventListener('online', () => void sayLeft());

/* ---- other tabs, and a session that ended ---- */

page.account = () => state.me?.id;
page.taken = () => state.taken++;
window.addEventListener('storage', (event) => {
	if (event.key !== remembered || !event.newValue || !state.me) return;
	state.taken = (JSON.parse(event.newValue) as Me).id === state.me.id ? 0 : state.taken + 1;
});

// The session ended while somebody was working: a dialog asks for the password, then the request is sent again.
let asking: Promise<boolean> | null = null;
onSessionLost.handler = () => {
	if (!state.me) return Promise.resolve(false);
	asking ??= new Promise<boolean>((done) => (state.askAgain = done)).finally(() => {
		asking = null;
		state.askAgain = null;
	});
	return asking;
};
export const answerAskAgain = (done: boolean) => state.askAgain?.(done);
