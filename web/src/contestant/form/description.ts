// The form as the server describes it, with what the pages add: its steps, and where each field stands.
import type { Schemas } from '@/api/client';
import type { Known } from '@/rulebook/facts';
import type { FactRule } from '@/rulebook/types';

export type Description = Schemas['EntryFormDescription'];
export type Field = Description['fields'][number];
export type Fact = Description['facts'][number];

export const steps = ['project', 'description', 'facts', 'investment', 'files', 'contact', 'review'] as const;
export type Step = (typeof steps)[number];

export const idOf = (path: string): string => `f-${path.replaceAll('.', '-')}`;

export function stepOf(path: string, description: Description): Step {
	if (path.startsWith('attachments')) return 'files';
	if (path.startsWith('investment')) return 'investment';
	if (path.startsWith('firm') || path.startsWith('entry_facts')) return 'facts';
	const section = description.fields.find((f) => f.name === path)?.section;
	return section === 'description' || section === 'contact' || section === 'facts' ? section : 'project';
}

// Amounts of an investment that cannot be read are kept by the investment and the name of the fact: "investment.12.received_fen", "investment.new.received_fen".
export const investmentPath = (id: number | 'new', fact: string): string => `investment.${id}.${fact}`;
export const investmentOf = (path: string): string | undefined => /^investment\.(new|\d+)\./.exec(path)?.[1];
const factOf = (path: string): string => path.replace(/^investment\.(new|\d+)\./, 'investment.');

// Where the field stands on its step.
export const placeOf = (path: string): string => idOf(factOf(path).replace(/\[.*$/, ''));

// What can be typed and not be understood, numbers and days: of anything else nothing unread is kept.
export function mayBeUnread(path: string, description: Description): boolean {
	if (description.fields.some((f) => f.name === path && f.type === 'number')) return true;
	const fact = factOf(path).replace(/^(firm|entry)_facts\./, '$1.');
	return ['investment.received_fen', 'investment.registered_on'].includes(fact) || description.facts.some((f) => f.path === fact && ['money', 'number', 'day'].includes(f.type));
}

// The district stands in every award list, whether or not the rules ask for it.
const district: Fact = { path: 'firm.district', owner: 'firm', name: 'district', source: 'stated', type: 'text', required: false, values: [] };

export function statedFacts(description: Description, owner: 'firm' | 'entry' | 'investment'): Fact[] {
	const facts = description.facts.filter((f) => f.owner === owner && f.source === 'stated');
	return owner === 'firm' && !facts.some((f) => f.name === 'district') ? [district, ...facts] : facts;
}

// What the rulebook declares of the facts, by which they are called.
export const declaredIn = (facts: () => readonly Fact[]): Known => ({ fact: (path) => facts().find((f) => f.path === path)?.declared as FactRule | undefined });

// Where a fact is kept in the form.
export const factPath = (fact: Fact): string => `${fact.owner}_facts.${fact.name}`;
