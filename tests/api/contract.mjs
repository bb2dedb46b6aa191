// Holds every request and answer against api/openapi.yaml.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { record } from './recorder.mjs';

export const document = parse(readFileSync(new URL('../../api/openapi.yaml', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, 'openapi');

// The problem codes that need no mention at an operation (the contract's introduction says so).
export const anyMayAnswer = [
	'line-ending', 'control-byte', 'head-too-large', 'target-too-long', 'request-line', 'unknown-method', 'http-version', 'bad-target', 'header-syntax', 'bad-host', 'content-length', 'length-required', 'expectation', 'forwarded', 'request-timeout',
	'bad-request', 'not-json', 'not-object', 'duplicate-key', 'too-deep', 'method', 'too-large', 'media-type', 'too-many', 'other-account', 'own-firm', 'internal', 'overloaded', 'memory-budget', 'database-unavailable', 'outcome-unknown', 'unauthenticated', 'forbidden', 'cross-origin', 'not-found', 'version', 'invalid', 'invalid-field', 'precondition-required',
];

const methods = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head'];

// Every operation of the contract, most literal paths first, so that /a/me wins over /a/{id}.
export const operations = Object.entries(document.paths)
	.flatMap(([path, item]) =>
		methods.filter((m) => item[m]).map((method) => ({
			path,
			method: method.toUpperCase(),
			item,
			operation: item[method],
			pattern: new RegExp('^' + path.replace(/[.+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+') + '$'),
			variables: (path.match(/\{/g) ?? []).length,
		})),
	)
	.sort((a, b) => a.variables - b.variables);

export const resolve = (node) => {
	let value = node;
	while (value?.$ref) {
		value = value.$ref.slice(2).split('/').reduce((at, step) => at[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')], document);
	}
	return value;
};

const validators = new Map();
function compiled(schema) {
	let validate = validators.get(schema);
	if (!validate) {
		// References inside point into the document, so the schema is compiled as a part of it.
		validate = ajv.compile(JSON.parse(JSON.stringify(schema), (key, v) => (key === '$ref' && typeof v === 'string' ? v.replace(/^#/, 'openapi#') : v)));
		validators.set(schema, validate);
	}
	return validate;
}

// Whether VALUE is as a schema of the contract says.
export const fits = (schema, value) => compiled(schema)(value);

function check(schema, value, what) {
	const validate = compiled(schema);
	if (!validate(value)) {
		throw new Error(`${what} is not as the contract says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
	}
}

export function find(method, path) {
	return operations.find((o) => o.method === method && o.pattern.test(path));
}

const coerce = (schema, text) => {
	const type = resolve(schema)?.type;
	if (type === 'integer' || type === 'number') return Number(text);
	if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
	return text;
};

function checkRequest(found, url, request) {
	const what = `${request.method} ${url.pathname}`;
	const parameters = [...(found.item.parameters ?? []), ...(found.operation.parameters ?? [])].map(resolve);
	for (const [name, value] of url.searchParams) {
		const known = parameters.find((p) => p.in === 'query' && p.name === name);
		if (!known) throw new Error(`${what}: the query argument ${name} was accepted but is not in the contract`);
		check(known.schema, coerce(known.schema, value), `${what}: query argument ${name}`);
	}
	for (const p of parameters.filter((p) => p.in === 'header' && p.required)) {
		if (request.headers[p.name.toLowerCase()] === undefined) throw new Error(`${what}: was accepted without the header ${p.name}`);
	}
	const content = resolve(found.operation.requestBody)?.content;
	if (request.json !== undefined) {
		const schema = content?.['application/json']?.schema ?? content?.['application/merge-patch+json']?.schema;
		if (!schema) throw new Error(`${what}: a JSON body was accepted but is not in the contract`);
		check(schema, request.json, `${what}: body of the request`);
	} else if (resolve(found.operation.requestBody)?.required && request.body === undefined) {
		throw new Error(`${what}: was accepted without the body that the contract requires`);
	}
}

// What is only seen, because it may break the contract.
export function observe(url, request, answer) {
	const found = find(request.method, url.pathname);
	if (found) record(found, url, request, answer);
}

// A refusal is one that the operation lists, or that any operation may answer.
function checkRefusal(found, what, answer) {
	const code = answer.json?.code;
	if (code === undefined || anyMayAnswer.includes(code)) return;
	if (!found.operation['x-problems']?.includes(code)) throw new Error(`${what}: ${code} is not among the x-problems of ${found.operation.operationId}`);
	if (answer.status < 500 && !found.operation.responses[answer.status]) throw new Error(`${what} is not described`);
}

// Headers that tell something about the thing asked for: an answer has those that it must have, and no other.
const telling = /^(etag|location|set-cookie|content-disposition|content-range|accept-ranges|tus-.*|upload-.*)$/;

function checkHeaders(response, what, answer) {
	const described = Object.fromEntries(Object.entries(response.headers ?? {}).map(([name, header]) => [name.toLowerCase(), resolve(header)]));
	if (answer.headers['retry-after'] !== undefined && !described['retry-after']) throw new Error(`${what}: Retry-After is not in the contract`);
	if (answer.status >= 400) return;
	for (const name of Object.keys(answer.headers)) if (telling.test(name) && !described[name]) throw new Error(`${what}: the header ${name} is not in the contract`);
	for (const [name, header] of Object.entries(described)) if (header.required && answer.headers[name] === undefined) throw new Error(`${what}: without the header ${name}`);
}

// request: {method, headers, json?, body?}; answer: {status, headers, json?}. Throws where they break the contract.
export function hold(url, request, answer, { allHeaders = true } = {}) {
	const found = find(request.method, url.pathname) ?? (request.method === 'HEAD' ? find('GET', url.pathname) : undefined);
	if (!found) {
		if (answer.status !== 404 && answer.status !== 405 && !(request.method === 'OPTIONS')) throw new Error(`${request.method} ${url.pathname} answered ${answer.status} but is not in the contract`);
		return;
	}
	record(found, url, request, answer);
	if (answer.status < 400) checkRequest(found, url, request);
	const responses = found.operation.responses;
	const response = resolve(responses[answer.status] ?? responses[`${String(answer.status)[0]}XX`] ?? (answer.status >= 400 ? responses.default : undefined));
	const what = `${request.method} ${url.pathname} → ${answer.status}`;
	if (!response) throw new Error(`${what} is not in the contract: ${JSON.stringify(answer.json)}`);
	if (answer.status >= 400) checkRefusal(found, what, answer);
	if (allHeaders) checkHeaders(response, what, answer);
	if (request.method === 'HEAD' || answer.status === 204 || answer.status === 304) return;
	const type = (answer.headers['content-type'] ?? '').split(';')[0].trim();
	if (!response.content) {
		if (answer.length > 0) throw new Error(`${what}: a body of type ${type}, but the contract has none`);
		return;
	}
	const content = response.content[type] ?? response.content['*/*'];
	if (!content) throw new Error(`${what}: type ${type} is not in the contract`);
	if (content.schema && answer.json !== undefined) check(content.schema, answer.json, `${what}: body`);
}

// A validator for components/schemas/NAME: true or false, with .errors.
export function validator(name) {
	if (!document.components.schemas[name]) throw new Error(`no schema ${name} in the contract`);
	return ajv.compile({ $ref: `openapi#/components/schemas/${name}` });
}

// What streams has no answer that could be shown whole.
export const shown = operations.filter((o) => !Object.values(o.operation.responses).some((r) => resolve(r).content?.['text/event-stream']));

// An example of api/examples.json, as if it had just been seen.
export function holdExample(method, { path, request, answer }) {
	const type = answer.body === undefined ? {} : { 'content-type': 'application/json' };
	const body = request.headers?.['content-type'] && Buffer.alloc(1);
	hold(new URL(path, 'https://contest.example'), { method, headers: request.headers ?? {}, json: request.body, body }, { status: answer.status, headers: { ...type, ...answer.headers }, json: answer.body, length: 1 }, { allHeaders: false });
}
