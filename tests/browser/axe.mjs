// Holds a page against axe-core: nothing serious, nothing critical.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// → [{rule, impact, help, where: [selector: html]}]
export async function axe(page) {
	await page.evaluate(source); // not as a script element: the pages allow none but their own
	const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
	return found.violations
		.filter((v) => v.impact === 'serious' || v.impact === 'critical')
		.map((v) => ({ rule: v.id, impact: v.impact, help: v.help, where: v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')}: ${n.html.slice(0, 160)} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`) }));
}

export const tell = (where, violations) => violations.map((v) => `${where}: ${v.rule} (${v.impact}) ${v.help}\n    ${v.where.join('\n    ')}`);
