// The words of a `why` (judging/base/why.h): what decided, said from its code and members. The words of every code stand in i18n/LOCALE/why.json, in
// a form that any program can fill in, and saitouctl explain does:
// - codes.CODE is a list of sentences; one is said if every member that it names is there
// - CODE:MEMBER is said instead where MEMBER is there and not false, CODE:-MEMBER where it is not, CODE:MEMBER=0 where it is 0; of several that fit,
//   the one that asks most. So it is with nodes
// - {MEMBER|ONE|OTHER} is a blank too: filled with ONE where the member is 1 and with OTHER where it is not, # in them standing for what it is
// - between what fills a blank and ends in Latin letters or digits, and Chinese behind it, stands a space
// - also: sentences for members that several codes have; parts: headings of what stands in a why; word: words of the dossier format
// - more: what is said below a list that does not show all (LIST_more)
// - what a member is (money, a share, a round …) stands in the table that `saitouctl why-codes` prints, kept here as why-codes.json
import { count, day, decimal, wan } from '@/format';
import { i18n } from '@/i18n';
import { factName, inside, queryPath, valueText } from './facts';
import type { Names, RowKind } from './names';
import { measureName, percent } from './rounds';
import type { Query, Value } from './types';
import table from './why-codes.json';

type Members = Record<string, unknown>;
export interface Member {
	name: string;
	kind: string;
	optional: boolean;
	of?: string;
}
interface Words {
	joint: string;
	codes: Record<string, string[]>;
	nodes: Record<string, string[]>;
	also: string[];
	more: string;
	parts: Record<string, string>;
	word: Record<string, string>;
}

const rows = (list: { code: string; members: Member[] }[]) => new Map(list.map((row) => [row.code, row.members]));
const codes = rows(table.codes);
const nodes = rows(table.nodes);
const { t } = i18n.global;
const words = (): Words => (i18n.global.getLocaleMessage(i18n.global.locale.value) as unknown as { why: Words }).why;

export const isWhy = (v: unknown): v is Members & { code: string } => typeof v === 'object' && v !== null && typeof (v as Members).code === 'string';
const there = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

const word = (id: string): string => words().word[id] ?? id;

// By its name where the page knows it, else by its number.
const row = (kind: RowKind, id: string, names?: Names): string => names?.row?.(kind, id) ?? `${word(kind)} ${id}`;

const said: Record<string, (value: never, names: Names | undefined, unit: string) => string> = {
	count: (v: number) => count(v),
	pool: (v: number) => count(v + 1), // counted from 0 in the data, and from 1 by people
	points: (v: number) => count(v),
	money: (v: number) => wan(v),
	score: (v: string | number) => (typeof v === 'number' ? count(v) : decimal(v)),
	share: (v: number) => percent(v),
	number: (v: number, names, unit) => (unit ? valueText(unit, v, names) : count(v)),
	value: (v: Value, names, unit) => (unit ? valueText(unit, v, names) : String(v)),
	day: (v: string) => day(v),
	flag: (v: boolean) => t(v ? 'common.yes' : 'common.no'),
	word: (v: string) => word(v),
	round: (v: string, names) => (v === 'award' ? word(v) : names?.of('round', v) || v),
	entry: (v: string, names) => row('entry', v, names),
	judge: (v: string, names) => row('judge', v, names),
	investment: (v: string, names) => row('investment', v, names),
	division: (v: string, names) => names?.of('division', v) || v,
	rule: (v: string, names) => names?.of('direct', v) || v,
	criterion: (v: string, names) => names?.of('criterion', v) || v,
	tier: (v: string, names) => names?.of('tier', v) || v,
	value_name: (v: string, names) => (names ? measureName(v, names) : v),
	fact: (v: string, names) => inside(factName(v, names)),
	fact_name: (v: string, names) => inside(factName(`investment.${v}`, names)),
	list: (v: unknown[], names, unit) => v.map((x) => (unit ? valueText(unit, x as Value, names) : String(x))).join(t('rules.or')),
};

function memberText(member: Member, value: unknown, names: Names | undefined, unit: string): string {
	// A product in fen may have a fraction of one: it is money all the same.
	if (member.kind === 'number' && member.name.endsWith('_fen')) return wan(value as number);
	const say = said[member.kind];
	return say ? say(value as never, names, unit) : String(value); // texts, and schemes
}

// Whether what a key asks of a member, MEMBER, -MEMBER or MEMBER=0, is so.
function asked(ask: string, why: Members): boolean {
	if (ask.endsWith('=0')) return why[ask.slice(0, -2)] === 0;
	return ask.startsWith('-') ? !there(why[ask.slice(1)]) : there(why[ask]);
}

// The sentences of KEY that fit the members that are there.
function sentencesOf(from: Record<string, string[]>, key: string, why: Members): string[] {
	let best = from[key] ?? [];
	let most = 0;
	for (const [name, sentences] of Object.entries(from)) {
		const [code, ...asks] = name.split(':');
		if (code !== key || asks.length <= most) continue;
		if (asks.every((a) => asked(a, why))) [best, most] = [sentences, asks.length];
	}
	return best;
}

const blank = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;
const apart = (text: string, behind: string): string => (/[A-Za-z0-9]$/.test(text) && /^\p{Script=Han}/u.test(behind) ? `${text} ` : text);
const namesIn = (sentence: string): string[] => [...sentence.matchAll(blank)].map((m) => m[1] as string);

function fill(sentences: string[], also: string[], members: Member[], why: Members, names: Names | undefined, unit: string): string {
	const own = members.find((m) => m.of === 'query');
	const of = unit || (own && why[own.name] ? queryPath(why[own.name] as Query) : '');
	const used = new Set(sentences.flatMap(namesIn));
	const known = new Set(members.map((m) => m.name));
	const fits = (s: string) => namesIn(s).every((n) => there(why[n]) || why[n] === false);
	const extra = also.filter((s) => namesIn(s).every((n) => known.has(n)) && !namesIn(s).every((n) => used.has(n)));
	return [...sentences, ...extra]
		.filter(fits)
		.map((s) => s.replace(blank, (found, name: string, one: string | undefined, other: string | undefined, at: number) => {
			const member = members.find((m) => m.name === name);
			const text = member ? memberText(member, why[name], names, of) : String(why[name]);
			const form = text === '1' ? one : other;
			return apart(form === undefined ? text : form.replace('#', () => text), s.slice(at + found.length));
		}))
		.join(words().joint);
}

export function nodeText(node: string, why: Members, names?: Names, unit = ''): string {
	return fill(sentencesOf(words().nodes, node, why), [], nodes.get(node) ?? [], why, names, unit);
}

export function whyText(why: Members & { code: string }, names?: Names, unit = ''): string {
	const w = words();
	const members = codes.get(why.code);
	if (!members) return why.code; // of a newer program than these pages
	return fill(sentencesOf(w.codes, why.code, why), w.also, members, why, names, unit);
}

export interface Part {
	name: string;
	title: string;
	kind: 'condition' | 'query' | 'why' | 'division' | 'node';
	node?: string; // of rows that have no code
	rows: unknown[];
	more: string; // how many rows there are besides, if not all are shown
	unit: string;
}

// What is said below the list NAME of OBJECT, if it does not show all.
export const moreText = (object: object, name: string): string => {
	const n = (object as Members)[`${name}_more`];
	return typeof n === 'number' ? words().more.replace(blank, count(n)) : '';
};

// What stands inside of it, with a heading each.
export function partsOf(why: Members & { code: string }, unit = ''): Part[] {
	const members = codes.get(why.code) ?? [];
	const query = members.find((m) => m.of === 'query');
	const of = query && why[query.name] ? queryPath(why[query.name] as Query) : unit;
	return members.flatMap((m): Part[] => {
		const value = why[m.name];
		if (!there(value) || !['condition', 'why', 'list'].includes(m.kind) || m.of === 'value') return [];
		const list = m.kind === 'list' ? (value as unknown[]) : [value];
		const more = moreText(why, m.name);
		if (!list.length && !more) return [];
		const kind = m.of === 'query' ? 'query' : m.kind === 'condition' || m.of === 'condition' ? 'condition' : m.of === 'divisions' ? 'division' : m.of === 'brackets' ? 'node' : 'why';
		return [{ name: m.name, title: words().parts[m.name] ?? m.name, kind, node: kind === 'node' ? 'bracket' : undefined, rows: list, more, unit: of }];
	});
}

// What decided as running text, for a table's cell: without lists of all that was looked at.
export function whyLine(why: unknown, names?: Names): string {
	if (!isWhy(why)) return '';
	const inner = partsOf(why).filter((p) => !['dropped', 'no_award', 'direct'].includes(p.name)).flatMap((p) => (p.kind === 'why' ? p.rows.map((r) => whyLine(r, names)) : p.kind === 'node' ? p.rows.map((r) => nodeText(p.node ?? '', r as Members, names, p.unit)) : []));
	return [whyText(why, names), ...inner].filter(Boolean).join(words().joint);
}

// The numbers of the entries (judges, investments) that a `why` speaks of, anywhere inside, each once.
export function rowsIn(why: unknown, kind: RowKind): number[] {
	const members = new Set([...codes.values(), ...nodes.values()].flat().flatMap((m) => (m.kind === kind ? [m.name] : [])));
	const found = new Set<number>();
	const look = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		for (const [name, inner] of Object.entries(value)) {
			if (typeof inner === 'string' && members.has(name)) found.add(Number(inner.slice(1)));
			else look(inner);
		}
	};
	look(why);
	return [...found];
}

export const outcomeText = (outcome: string): string => t(`rules.outcome.${outcome}`);
