// What becomes of a request that did not do what was asked, decided here for everybody: by who answered, and what.
//   passing   nobody answered, or somebody else did (a page to log in to a network, a proxy that gave up or found a body too large), or the server has
//             no time now: nothing is known to be refused, so it is worth trying again, and goes on being tried
//   session   the server says that nobody is logged in: only its own problem document does, whatever else answers 401
//   other     the server says that somebody else is logged in: the work waits for its owner
//   refused   the server has decided: asking the same again is answered the same
export type Failure = 'passing' | 'session' | 'other' | 'refused';

// What an answer looks like from outside, however it was fetched.
export interface Outside {
	status: number; // 0: there was none
	type: string | null; // its Content-Type
	code?: string; // of a problem document
}

const isProblem = (answer: Outside): boolean => /^application\/(problem\+)?json\b/i.test(answer.type ?? '') && typeof answer.code === 'string';

// Statuses that say "not now" even when they are ours.
const BUSY = new Set([408, 425, 429]);

export function failureOf(answer: Outside): Failure {
	if (!isProblem(answer)) return 'passing';
	if (answer.status === 401 && answer.code === 'unauthenticated') return 'session';
	if (answer.code === 'other-account') return 'other';
	return answer.status >= 500 || BUSY.has(answer.status) ? 'passing' : 'refused';
}

// Whether a good answer of the API can be the server's: it has no pages there, and says what it sends.
export const canBeOurs = (headers: Headers): boolean => !/^text\/html\b/i.test(headers.get('Content-Type') ?? '');
export const isJson = (headers: Headers): boolean => /^application\/([\w.+-]+\+)?json\b/i.test(headers.get('Content-Type') ?? '');

// How long to wait before trying the Nth time again, from 1: longer and longer, never the same for all, and never for good.
const SHORTEST = 2000;
const LONGEST = 60_000;
export const pauseBefore = (attempt: number, asked = 0): number => Math.max(asked, Math.min(LONGEST, SHORTEST * 2 ** Math.min(attempt - 1, 10))) * (0.75 + Math.random() / 2);
