// Who is using the page. One object for the whole application.
import { reactive, readonly } from 'vue';
import { call, onSessionLost, type Answer } from '@/api/client';

export type Role = 'contestant' | 'judge' | 'organizer' | 'auditor' | 'admin';
export type Me = Answer<'/api/v1/me', 'get'>;

const state = reactive({ me: null as Me | null, known: false, askAgain: null as null | ((done: boolean) => void) });
export const session = readonly(state);

export async function loadSession(): Promise<void> {
	try {
		state.me = (await call('get', '/api/v1/me')).data as never;
	} catch {
		state.me = null;
	}
	state.known = true;
}

export async function logIn(email: string, password: string): Promise<void> {
	await call('post', '/api/v1/sessions', { body: { email, password } as never });
	await loadSession();
}

export async function logOut(): Promise<void> {
	await call('delete', '/api/v1/sessions/current' as never).catch(() => undefined);
	state.me = null;
}

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
