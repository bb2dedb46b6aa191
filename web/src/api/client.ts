// The one way to the API: typed by openapi.yaml, problems as exceptions, answers with their ETag.
import { i18n } from '@/i18n';
import { wrote } from '@/kit/cache';
import { learnClock } from '@/kit/clock';
import { canBeOurs, failureOf, isJson, type Failure } from './failure';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
export type PathOf<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths];

type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined;
type Good<R> = R extends { 200: infer A } ? Json<A> : R extends { 201: infer A } ? Json<A> : undefined;
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
export type Answer<P extends keyof paths, M extends Method> = Operation<P, M> extends { responses: infer R } ? Good<R> : never;
export type Body<P extends keyof paths, M extends Method> = Operation<P, M> extends { requestBody?: { content: { 'application/json': infer B } } } ? B : undefined;
type PathParameters<P extends keyof paths, M extends Method> = Operation<P, M> extends { parameters: { path: infer V } } ? V : unknown;
type QueryParameters<P extends keyof paths, M extends Method> = Operation<P, M> extends { parameters: { query?: infer V } } ? V : unknown;

export interface FieldError {
	field: string;
	detail: string;
}

// What the server refused, or why nothing is known of what it did (see failure.ts), in the reader's language.
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly field: string | undefined,
		readonly errors: FieldError[],
		readonly members: Record<string, unknown>,
		readonly failure: Failure,
		readonly wait = 0, // ms that the server asks for before the next attempt
	) {
		super(message);
	}
	// Sentence for one field, if the problem names it.
	of(field: string): string | undefined {
		return this.errors.find((e) => e.field === field || e.field.startsWith(`${field}.`))?.detail ?? (this.field === field ? this.message : undefined);
	}
	// Nobody's log-in or another's: it is no answer to what was asked, and this page's work waits for its owner.
	get waitsForOwner(): boolean {
		return this.failure === 'session' || this.failure === 'other';
	}
	get passing(): boolean {
		return this.failure === 'passing';
	}
}

// Set by the session store: what to do when the session has ended in mid-work.
export const onSessionLost: { handler?: () => Promise<boolean> } = {};
// Set by the session store: whose this page is, which every request says, and what to do when the server says that somebody else is logged in.
export const page: { account?: () => number | undefined; taken?: () => void } = {};

export interface Options<P extends keyof paths, M extends Method> {
	path?: PathParameters<P, M>;
	query?: QueryParameters<P, M>;
	body?: Body<P, M>;
	version?: number | string; // If-Match
	signal?: AbortSignal;
	account?: number | null; // whose work it is, if not the page's; null: nobody's, as a log-in
	patience?: number; // ms until the head of the answer has to be there
}

export interface Reply<T> {
	data: T;
	version: string | undefined; // ETag without its quotes
	status: number;
	headers: Headers;
}

export function fill(path: string, values: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
	const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
	const search = new URLSearchParams();
	for (const [k, v] of Object.entries(query)) if (v !== undefined && v !== null && v !== '') search.set(k, String(v));
	const text = search.toString();
	return text ? `${filled}?${text}` : filled;
}

// Nobody answered: WHY is the name of the sentence.
const unanswered = (why: 'offline' | 'timeout'): Problem => new Problem(0, why, i18n.global.t(`common.${why}`), undefined, [], {}, 'passing');
// Somebody did, and not the server.
const strange = (status: number): Problem => new Problem(status, 'strange-answer', i18n.global.t('common.strange', { status }), undefined, [], {}, 'passing');

async function problemOf(response: Response): Promise<Problem> {
	const { status, headers } = response;
	const body = ((isJson(headers) && (await response.json().catch(() => null))) || {}) as Record<string, unknown>;
	const { code, detail, field, errors, ...members } = body;
	const outside = { status, type: headers.get('Content-Type'), code: typeof code === 'string' ? code : undefined };
	if (outside.code === undefined) return strange(status);
	return new Problem(
		status,
		outside.code,
		typeof detail === 'string' ? detail : i18n.global.t('common.failed', { status }),
		typeof field === 'string' ? field : undefined,
		Array.isArray(errors) ? (errors as FieldError[]) : [],
		members,
		failureOf(outside),
		(Number(headers.get('Retry-After')) || 0) * 1000,
	);
}

export const accountHeader = 'Saitou-Account';

export interface Request {
	body?: unknown;
	version?: number | string;
	signal?: AbortSignal;
	account?: number | null;
	patience?: number; // ms until the head of the answer has to be there
}
const PATIENCE = { get: 30_000, other: 90_000 };

// The answer's head; its body is still to be read.
async function exchange(method: string, target: string, init: Request): Promise<Response> {
	const headers: Record<string, string> = { 'Accept-Language': i18n.global.locale.value };
	if (init.body !== undefined) headers['Content-Type'] = 'application/json';
	if (init.version !== undefined) headers['If-Match'] = `"${init.version}"`;
	const account = init.account === undefined ? page.account?.() : init.account;
	if (account) headers[accountHeader] = String(account);
	const giveUp = new AbortController();
	const stop = () => giveUp.abort();
	if (init.signal?.aborted) stop();
	init.signal?.addEventListener('abort', stop);
	const timer = setTimeout(stop, init.patience ?? (method.toLowerCase() === 'get' ? PATIENCE.get : PATIENCE.other));
	try {
		return await fetch(target, { method: method.toUpperCase(), headers, body: init.body === undefined ? undefined : JSON.stringify(init.body), signal: giveUp.signal, credentials: 'same-origin' });
	} catch (error) {
		if (init.signal?.aborted) throw error; // by whoever asked
		throw unanswered(giveUp.signal.aborted ? 'timeout' : 'offline');
	} finally {
		clearTimeout(timer);
	}
}

export async function send(method: string, target: string, init: Request = {}): Promise<Response> {
	const response = await exchange(method, target, init);
	if (response.ok && canBeOurs(response.headers)) {
		learnClock(response.headers);
		if (method.toLowerCase() !== 'get') wrote(target);
		return response;
	}
	const problem = response.ok ? strange(response.status) : await problemOf(response);
	if (problem.code !== 'strange-answer') learnClock(response.headers);
	if (problem.failure === 'other') page.taken?.();
	// Who logs in or is asked for at the start has no session yet that could have ended.
	const lost = problem.failure === 'session' && !target.startsWith('/api/v1/sessions') && target !== '/api/v1/me';
	if (lost && onSessionLost.handler && (await onSessionLost.handler())) return send(method, target, init);
	throw problem;
}

// The body of an answer: JSON, or nothing where nothing is to be said. What ends in the middle, or is something else, is no answer.
async function json(response: Response): Promise<unknown> {
	// Networks with a page to log in to answer anything with an empty 204, too; ours name the request.
	if (response.status === 204 && response.headers.has('X-Request-Id')) return undefined;
	if (!isJson(response.headers)) throw strange(response.status);
	const text = await response.text().catch(() => {
		throw unanswered('offline');
	});
	try {
		return JSON.parse(text);
	} catch {
		throw strange(response.status);
	}
}

export async function call<M extends Method, P extends PathOf<M>>(method: M, path: P, options: Options<P, M> = {}): Promise<Reply<Answer<P, M>>> {
	const target = fill(path, options.path as Record<string, unknown>, options.query as Record<string, unknown>);
	const response = await send(method, target, options);
	const data = await json(response);
	// Rows about entries in which the reader has an interest stay with the server, which says how many: for the lists (kit/useList.ts).
	const withheld = Number(response.headers.get('Saitou-Withheld'));
	if (withheld > 0 && typeof data === 'object' && data !== null) Object.assign(data, { withheld });
	return {
		data: data as Answer<P, M>,
		version: response.headers.get('ETag')?.replace(/^(?:W\/)?"|"$/g, '') ?? undefined,
		status: response.status,
		headers: response.headers,
	};
}

export const get = async <P extends PathOf<'get'>>(path: P, options: Options<P, 'get'> = {}): Promise<Answer<P, 'get'>> => (await call('get', path, options)).data;
