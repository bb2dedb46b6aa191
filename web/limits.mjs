// How much each text that the API takes may hold, for the fields of the pages: src/api/limits.ts, an export for each operation, made from
// api/openapi.yaml. A member of an object is called by its path, members of any name by *: "title.*".
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const contract = parse(readFileSync('../api/openapi.yaml', 'utf8'));
const resolve = (node) => (node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, step) => at[step], contract)) : node);

function collect(node, path, into) {
	const schema = resolve(node) ?? {};
	if (schema.maxLength !== undefined) into[path] = schema.maxLength;
	for (const part of [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) collect(part, path, into);
	const members = { ...schema.properties, ...(typeof schema.additionalProperties === 'object' && { '*': schema.additionalProperties }) };
	for (const [name, member] of Object.entries(members)) collect(member, path ? `${path}.${name}` : name, into);
}

const exports = [];
for (const item of Object.values(contract.paths))
	for (const operation of Object.values(item).filter((o) => o?.operationId)) {
		const found = {};
		const content = resolve(operation.requestBody)?.content ?? {};
		collect((content['application/json'] ?? content['application/merge-patch+json'])?.schema, '', found);
		for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve)) if (parameter.in === 'query') collect(parameter.schema, parameter.name, found);
		if (Object.keys(found).length) exports.push(`export const ${operation.operationId} = ${JSON.stringify(found)};`);
	}
writeFileSync('src/api/limits.ts', `${exports.join('\n')}\n`);
