// The one way to the API: typed by openapi.yaml, problems as exceptions, answers with their ETag.
import { i18n } from '@/i18n';
import { wrote } from '@/kit/cache';
import { learnClock } from '@/kit/clock';
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

// What the server refused, in the reader's language.
export class Problem extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly field: string | undefined,
		readonly errors: FieldError[],
		readonly members: Record<string, unknown>,
	) {
		super(message);
	}
	// Sentence for one field, if the problem names it.
	of(field: string): string | undefined {
		return this.errors.find((e) => e.field === field || e.field.startsWith(`${field}.`))?.detail ?? (this.field === field ? this.message : undefined);
	}
	// Nobody's log-in or another's: it is no answer to what was asked, and this page's work waits for its owner.
	get notOurs(): boolean {
		return this.status === 401 || this.code === 'other-account';
	}
	// The network is gone or the server overloaded: worth trying again.
	get passing(): boolean {
		return this.status === 0 || this.status === 503 || this.status === 502;
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
	return search.size ? `${filled}?${search}` : filled;
}

async function problemOf(response: Response): Promise<Problem> {
	const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
	const { code, detail, field, errors, ...members } = body;
	return new Problem(
		response.status,
		typeof code === 'string' ? code : 'unknown',
		typeof detail === 'string' ? detail : i18n.global.t('common.failed', { status: response.status }),
		typeof field === 'string' ? field : undefined,
		Array.isArray(errors) ? (errors as FieldError[]) : [],
		members,
	);
}

export const accountHeader = 'Saitou-Account';

export async function send(method: string, target: string, init: { body?: unknown; version?: number | string; signal?: AbortSignal; account?: number | null } = {}): Promise<Response> {
	const headers: Record<string, string> = { 'Accept-Language': i18n.global.locale.value };
	if (init.body !== undefined) headers['Content-Type'] = 'application/json';
	if (init.version !== undefined) headers['If-Match'] = `"${init.version}"`;
	const account = init.account === undefined ? page.account?.() : init.account;
	if (account) headers[accountHeader] = String(account);
	let response: Response;
	try {
		response = await fetch(target, { method: method.toUpperCase(), headers, body: init.body === undefined ? undefined : JSON.stringify(init.body), signal: init.signal, credentials: 'same-origin' });
	} catch (error) {
		if (error instanceof DOMException && error.name === 'AbortError') throw error;
		throw new Problem(0, 'offline', i18n.global.t('common.offline'), undefined, [], {});
	}
	learnClock(response.headers);
	if (response.ok) {
		if (method.toLowerCase() !== 'get') wrote(target);
		return response;
	}
	const problem = await problemOf(response);
	if (problem.code === 'other-account') page.taken?.();
	// A wrong password is a 401 too, and no end of a session.
	const lost = problem.code === 'unauthenticated' && !target.startsWith('/api/v1/sessions') && target !== '/api/v1/me';
	if (lost && onSessionLost.handler && (await onSessionLost.handler())) return send(method, target, init);
	throw problem;
}

export async function call<M extends Method, P extends PathOf<M>>(method: M, path: P, options: Options<P, M> = {}): Promise<Reply<Answer<P, M>>> {
	const target = fill(path, options.path as Record<string, unknown>, options.query as Record<string, unknown>);
	const response = await send(method, target, { body: options.body, version: options.version, signal: options.signal, account: options.account });
	const text = response.status === 204 ? '' : await response.text();
	return {
		data: (text ? JSON.parse(text) : undefined) as Answer<P, M>,
		version: response.headers.get('ETag')?.replace(/^(?:W\/)?"|"$/g, '') ?? undefined,
		status: response.status,
		headers: response.headers,
	};
}

export const get = async <P extends PathOf<'get'>>(path: P, options: Options<P, 'get'> = {}): Promise<Answer<P, 'get'>> => (await call('get', path, options)).data;
