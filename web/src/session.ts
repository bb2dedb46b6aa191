// Who is using the page. One object for the whole application.
import { reactive, readonly } from 'vue';
import { forgetAll } from '@/kit/cache';
import { call, onSessionLost, page, Problem, type Answer } from '@/api/client';

export type Role = 'contestant' | 'judge' | 'organizer' | 'auditor' | 'admin';
export type Me = Answer<'/api/v1/me', 'get'>;

// taken: how often it was found that somebody else has logged in in this browser, since when this page can save nothing.
const state = reactive({ me: null as Me | null, known: false, taken: 0, askAgain: null as null | ((done: boolean) => void) });
export const session = readonly(state);

// Who was here last on this device: without it nobody is asked for, and without a network it stands in for the answer, so that a judge can go
// on offline. The cookie alone lets anybody do anything.
const remembered = 'me';

function remember(me: Me | null): void {
	if (me?.id !== state.me?.id) forgetAll();
	state.me = me as never;
	if (me) localStorage.setItem(remembered, JSON.stringify(me));
	else localStorage.removeItem(remembered);
}

async function askWho(): Promise<void> {
	try {
		remember((await call('get', '/api/v1/me', { account: null })).data);
	} catch (error) {
		if (error instanceof Problem && error.passing) state.me = JSON.parse(localStorage.getItem(remembered) ?? 'null') as never;
		else remember(null);
	}
}

export async function loadSession(): Promise<void> {
	if (localStorage.getItem(remembered)) await askWho();
	state.known = true;
}

export async function logIn(email: string, password: string): Promise<void> {
	await call('post', '/api/v1/sessions', { body: { email, password }, account: null });
	await askWho();
}

export async function logOut(): Promise<void> {
	await call('delete', '/api/v1/sessions/current').catch(() => undefined);
	if (state.taken) return; // the session is not this page's to end
	// What a judge read is taken off this device; sheets that are not handed in stay for when they come back.
	if (state.me?.roles.some((r) => r.role === 'judge')) await import('@/judge/store').then((store) => store.forgetAnswers(state.me?.id ?? 0));
	remember(null);
}

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
