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
