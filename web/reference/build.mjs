// Makes the readable reference of the API out of api/openapi.yaml and api/examples.json: plain HTML, no script, readable on a phone and in
// the dark. A page a stage, one of all schemas and one of all problems; /docs/api is the first, /docs/openapi.yaml the contract itself.
//   node build.mjs API-FOLDER OUT-FOLDER PROBLEMS     the last is what `saitoud --problems` prints
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { curl, jar } from './curl.mjs';
import { html, line, prose } from './html.mjs';
import { described, link, members, typeOf } from './schema.mjs';

const [api, out, problems] = process.argv.slice(2);
const here = path.dirname(new URL(import.meta.url).pathname);
const source = readFileSync(path.join(api, 'openapi.yaml'), 'utf8');
const contract = parse(source);
const examples = JSON.parse(readFileSync(path.join(api, 'examples.json'), 'utf8'));

const resolve = (node) => (node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, step) => at[step], contract)) : node);
const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const operations = Object.entries(contract.paths).flatMap(([where, item]) => methods.filter((m) => item[m]).map((m) => ({ where, method: m.toUpperCase(), ...item[m], parameters: [...(item.parameters ?? []), ...(item[m].parameters ?? [])].map(resolve) })));
const stageOf = (operation) => operation.tags[0];
const ofStage = (name) => operations.filter((o) => stageOf(o) === name);
const place = (operation) => `/docs/api/${stageOf(operation)}#${operation.operationId}`;

function page(name, title, body) {
	const nav = [['', 'Overview'], ...contract.tags.map((t) => [t.name, t.name]), ['schemas', 'Schemas'], ['problems', 'Problems']];
	const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · saitou API</title>
<link rel="icon" href="/seal.svg">
<link rel="stylesheet" href="/docs/api/reference.css">
</head>
<body>
<nav aria-label="Reference">${nav.map(([to, label]) => html`<a href="/docs/api${to && '/'}${to}"${to === name ? html` aria-current="page"` : ''}>${label}</a> `)}</nav>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
	save(name ? `api/${name}.html` : 'api.html', String(text));
}

function save(name, text) {
	const file = path.join(out, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, text);
	writeFileSync(`${file}.br`, brotliCompressSync(text));
	writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
}

const shortList = (list) => html`<ul class="operations">${list.map((o) => html`<li><a href="${place(o)}">${o.summary}</a> <span class="soft"><code>${o.method} ${o.where}</code></span></li>`)}</ul>`;

function parameters(operation) {
	if (operation.parameters.length === 0) return '';
	const row = (p) => html`<tr><th scope="row"><code>${p.name}</code>${p.required ? html` <abbr title="required">*</abbr>` : ''}</th><td>${p.in}, ${typeOf(p.schema)}</td><td>${line(p.description)}${p.schema?.default !== undefined ? html` <span class="soft">By default <code>${JSON.stringify(p.schema.default)}</code>.</span>` : ''}</td></tr>`;
	return html`<h3>Arguments</h3><table class="members"><tbody>${operation.parameters.map(row)}</tbody></table>`;
}

const typesOf = (content) => Object.keys(content ?? {});
// What a body is, below its type: the schema's name, or its members.
const contents = (content) => Object.values(content ?? {}).map(({ schema }) => (schema && schema.type !== 'string' ? html`<p class="soft">${typeOf(schema)}</p>${schema.$ref ? '' : members(schema)}` : ''));

function requestBody(operation) {
	const body = resolve(operation.requestBody);
	if (!body) return '';
	const optional = body.required ? '' : html`<span class="soft">optional</span>`;
	return html`<h3>Body <span class="types">${typesOf(body.content).map((type) => html`<code>${type}</code> `)}</span>${optional}</h3>${body.description ? html`<p>${line(body.description)}</p>` : ''}${contents(body.content)}`;
}

function headersOf(response) {
	const named = Object.entries(response.headers ?? {}).map(([name, header]) => [name, resolve(header)]);
	return named.length ? html`<ul class="headers">${named.map(([name, header]) => html`<li><code>${name}</code>${header.required ? '' : html` <span class="soft">sometimes</span>`}: ${line(header.description)}</li>`)}</ul>` : '';
}

function answers(operation) {
	const row = ([status, response]) => {
		const full = resolve(response);
		const types = typesOf(full.content);
		const problem = types.includes('application/problem+json');
		return html`<tr><th scope="row">${status === 'default' ? 'other' : status}</th><td class="types">${types.length ? types.map((type) => html`<code>${type}</code> `) : html`<span class="soft">no body</span>`}</td><td>${line(full.description)}${problem ? '' : contents(full.content)}${headersOf(full)}</td></tr>`;
	};
	return html`<h3>Answers</h3><table class="members answers"><tbody>${Object.entries(operation.responses).map(row)}</tbody></table>`;
}

function refusals(operation) {
	const codes = operation['x-problems'] ?? [];
	return codes.length ? html`<p>Refuses with ${codes.map((code, i) => html`${i ? ', ' : ''}<a href="/docs/api/problems#${code}"><code>${code}</code></a>`)}.</p>` : '';
}

const isOpen = (operation) => operation.security?.length === 0;
const keepsSession = (operation) => Object.values(operation.responses).some((response) => resolve(response).headers?.['Set-Cookie']);

function exchange(operation) {
	const example = examples.operations[operation.operationId];
	if (!example) return '';
	const headers = (h) => Object.entries(h ?? {}).map(([k, v]) => `\n${k}: ${v}`).join('');
	const body = (b) => (b === undefined ? '' : `\n\n${JSON.stringify(b, null, 2)}`);
	return html`<details><summary>Example</summary>
<pre class="curl"><code>${curl(operation, example, { session: !isOpen(operation), kept: keepsSession(operation) })}</code></pre>
<pre><code>${operation.method} ${example.path}${headers(example.request.headers)}${body(example.request.body)}</code></pre>
<pre><code>${example.answer.status}${headers(example.answer.headers)}${body(example.answer.body)}${example.answer.text ? `\n\n${example.answer.text}` : ''}</code></pre></details>`;
}

const whole = (o) => html`<section id="${o.operationId}">
<h2>${o.summary} <a class="anchor" href="#${o.operationId}" aria-label="Link to this operation">#</a></h2>
<p class="route"><code><b>${o.method}</b> ${o.where}</code>${isOpen(o) ? html` <span class="soft">open to everybody</span>` : ''}</p>
${prose(o.description)}
${parameters(o)}${requestBody(o)}${answers(o)}${refusals(o)}${exchange(o)}
</section>`;

page('', contract.info.title, html`${prose(contract.info.description)}
<p>The contract itself, for programs: <a href="/docs/openapi.yaml">openapi.yaml</a> (OpenAPI 3.1). Whoever is logged in is known by the cookie <code>${contract.components.securitySchemes.session.name}</code>.</p>
<p>Every example begins with the <code>curl</code> command that asks for it. ${operations.filter(keepsSession).filter(isOpen).slice(0, 1).map((o) => html`<a href="${place(o)}">${o.summary}</a>`)} first: that keeps the session in <code>${jar}</code>, and the others send it. Where the server's certificate is of the contest's own CA, add <code>--cacert ca.crt</code>.</p>
${contract.tags.map((t) => html`<h2><a href="/docs/api/${t.name}">${t.name}</a></h2><p>${line(t.description)}</p>${shortList(ofStage(t.name))}`)}`);

for (const tag of contract.tags) page(tag.name, tag.name, html`<p>${line(tag.description)}</p>${shortList(ofStage(tag.name))}${ofStage(tag.name).map(whole)}`);

save('openapi.yaml', source);

const schemas = Object.entries(contract.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
page('schemas', 'Schemas', html`<p class="index">${schemas.map(([name]) => html`${link(name)} `)}</p>${schemas.map(([name, schema]) => html`<section id="${name}"><h2>${name}</h2>${described(schema)}</section>`)}`);

const users = new Map();
for (const o of operations) for (const code of o['x-problems'] ?? []) users.set(code, [...(users.get(code) ?? []), o]);
// What is filled into a sentence stands as "…".
const filled = (sentence) => sentence.replace(/%(?:\d+\$)?(?:lld|llu|zu|[sdu])/g, '…').replace(/%%/g, '%');
const kinds = JSON.parse(readFileSync(problems, 'utf8')).sort((a, b) => (a.code < b.code ? -1 : 1));
page('problems', 'Problems', html`<p>What a refusal looks like, and which operations answer it. The sentence follows the caller's language; … is filled in.</p>
<p>${typeOf({ $ref: '#/components/schemas/Problem' })}</p>
${kinds.map(({ code, status, detail }) => html`<section id="${code}"><h2><code>${code}</code> <span class="soft">${status}</span></h2>
${Object.entries(detail).map(([language, s]) => html`<p lang="${language}">${filled(s)}</p>`)}
<p class="soft">${users.has(code) ? users.get(code).map((o, i) => html`${i ? ', ' : ''}<a href="${place(o)}">${o.summary}</a>`) : 'Any operation.'}</p>
${examples.problems[code] ? html`<details><summary>Example</summary><pre><code>${JSON.stringify(examples.problems[code].answer.body, null, 2)}</code></pre></details>` : ''}</section>`)}`);

// The look of the pages, which choose light or dark by a class; here, without a script, the system does.
const tokens = readFileSync(path.join(here, '../src/theme/tokens.css'), 'utf8');
const dark = tokens.match(/:root\.dark \{([\s\S]*?)\n\}/);
if (!dark) throw new Error('tokens.css has no :root.dark');
save('api/reference.css', `${tokens.replace(dark[0], '')}\n@media (prefers-color-scheme: dark) {\n:root {${dark[1]}\n}\n}\n${readFileSync(path.join(here, 'reference.css'), 'utf8')}`);
