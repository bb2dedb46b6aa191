// A JSON Schema as a person reads it: its type in a few words, with links to the schemas that have names, and its members as a table.
import { html, line } from './html.mjs';

export const link = (name) => html`<a href="/docs/api/schemas#${name}">${name}</a>`;
const nameOf = (ref) => ref.split('/').at(-1);

const join = (parts, between) => parts.flatMap((part, i) => (i ? [between, part] : [part]));

// "integer from 1 to 500", "text, at most 100 characters", "list of Award"
export function typeOf(schema) {
	if (schema === true || schema === undefined) return 'anything';
	if (schema === false) return 'nothing';
	if (schema.$ref) return link(nameOf(schema.$ref));
	if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
	if (schema.enum) return join(schema.enum.map((v) => html`<code>${typeof v === 'string' ? v : JSON.stringify(v)}</code>`), ' · ');
	const several = schema.oneOf ?? schema.anyOf;
	if (several && !schema.properties) return join(several.map(typeOf), ' or ');
	const types = [schema.type ?? (schema.properties ? 'object' : 'anything')].flat();
	return join(types.map((type) => one(type, schema)), ' or ');
}

function one(type, schema) {
	const bounds = [];
	const from = schema.minimum ?? schema.exclusiveMinimum;
	if (from !== undefined && from !== -Number.MAX_SAFE_INTEGER) bounds.push(schema.exclusiveMinimum !== undefined ? `above ${from}` : `from ${from}`);
	if (schema.maximum !== undefined && schema.maximum !== Number.MAX_SAFE_INTEGER) bounds.push(`to ${schema.maximum}`);
	switch (type) {
		case 'array':
			return html`list of ${typeOf(schema.items)}${schema.minItems ? ` (at least ${schema.minItems})` : ''}${schema.maxItems ? ` (at most ${schema.maxItems})` : ''}`;
		case 'object':
			if (schema.properties || typeof schema.additionalProperties !== 'object') return 'object';
			return html`map to ${typeOf(schema.additionalProperties)}`;
		case 'string':
			if (schema.format === 'date-time') return 'time (RFC 3339, UTC)';
			if (schema.format === 'date') return 'date';
			if (schema.pattern) return html`text like <code>${schema.pattern}</code>`;
			return schema.maxLength ? `text, ${schema.minLength ?? 0} to ${schema.maxLength} characters` : 'text';
		case 'integer':
		case 'number':
			return [type, ...bounds].join(' ');
		case 'boolean':
			return 'true or false';
		default:
			return type;
	}
}

// Where members of a schema without a name of its own stand: itself, what its list holds, what its map leads to, its alternatives.
function nested(schema) {
	if (typeof schema !== 'object' || schema.$ref) return [];
	if (schema.properties) return [schema];
	return [schema.items, typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined, ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].filter(Boolean).flatMap(nested);
}

function row([name, schema], required) {
	const more = [line(schema.description)];
	if (schema.default !== undefined) more.push(html` <span class="soft">By default <code>${JSON.stringify(schema.default)}</code>.</span>`);
	return html`<tr><th scope="row"><code>${name}</code>${required ? html` <abbr title="required">*</abbr>` : ''}</th><td>${typeOf(schema)}</td><td>${more}${nested(schema).map(members)}</td></tr>`;
}

export function members(schema) {
	const base = (schema.allOf ?? []).filter((part) => part.$ref).map((part) => html`<p>All members of ${typeOf(part)}, and:</p>`);
	const shown = Object.entries(schema.properties ?? {}).filter(([, s]) => s !== false);
	if (shown.length === 0) return base;
	return html`${base}<table class="members"><tbody>${shown.map((entry) => row(entry, schema.required?.includes(entry[0])))}</tbody></table>`;
}

// What stands under the heading of a schema.
export const described = (schema) => html`<p>${line(schema.description)} <span class="soft">${typeOf({ ...schema, description: undefined })}</span></p>${nested(schema).map(members)}`;
