// A round's arithmetic in words: what each step took and what it came to.
import { decimal } from '@/format';
import { i18n } from '@/i18n';
import type { Schemas } from '@/api/client';
import type { Round } from '@/rulebook/types';
import type { useSeason } from '../kit/useSeason';

export type Rules = Round;
type Derivation = Schemas['Derivation'];
type Step = Derivation['steps'][number];
const { t } = i18n.global;

export const weightOf = (c: { weight?: number }): number => c.weight ?? 1;

// Sheets that count, lowest total first, and which of them a trimmed mean leaves out.
export function trimmed(sheets: Derivation['sheets'], rules: Rules): Set<Derivation['sheets'][number]> {
	const out = new Set<Derivation['sheets'][number]>();
	if (rules.aggregate?.method !== 'trimmed_mean' || rules.aggregate.level === 'criterion') return out;
	const counted = sheets.filter((s) => s.void === null).sort((a, b) => Number(a.total) - Number(b.total));
	counted.slice(0, rules.aggregate.drop_low ?? 1).forEach((s) => out.add(s));
	counted.slice(counted.length - (rules.aggregate.drop_high ?? 1)).forEach((s) => out.add(s));
	return out;
}

function aggregateLines(d: Derivation, rules: Rules): string[] {
	const a = rules.aggregate;
	if (!a) return [];
	const counted = d.sheets.filter((s) => s.void === null);
	const drop = { high: a.drop_high ?? 1, low: a.drop_low ?? 1 };
	if (a.level === 'criterion') return [t('rdesk.aggregate.criterion', { method: t(`rdesk.aggregate.name.${a.method}`, drop) })];
	if (a.method === 'median') return [t('rdesk.aggregate.median'), counted.map((s) => Number(s.total)).sort((x, y) => x - y).join(' · ')];
	const left = trimmed(d.sheets, rules);
	const kept = counted.filter((s) => !left.has(s));
	const sum = kept.map((s) => decimal(s.total)).join(' + ');
	return [a.method === 'trimmed_mean' ? t('rdesk.aggregate.trimmed', drop) : t('rdesk.aggregate.mean', { n: counted.length }), `(${sum}) ÷ ${kept.length}`];
}

export function stepWords(step: Step, rules: Rules, d: Derivation, season: ReturnType<typeof useSeason>): { title: string; lines: string[] } {
	if (step.step === 'aggregate') return { title: t('rdesk.stepName.aggregate'), lines: aggregateLines(d, rules) };
	if (step.step === 'adjusted') return { title: t('rdesk.stepName.adjusted'), lines: [t(`rdesk.adjust.${rules.adjust ?? 'none'}`)] };
	if (step.step === 'part') {
		const [kind, id] = (step.name ?? '').split(':');
		const what = kind === 'round' ? t('rdesk.part.round', { name: season.round(id) }) : kind === 'extra' ? t('rdesk.part.extra', { name: id }) : t('rdesk.part.sheets');
		return { title: what, lines: [t('rdesk.part.weight', { weight: step.weight ?? 1, value: decimal(step.value), product: decimal(String(Math.round((step.weight ?? 1) * Number(step.value ?? 0) * 1e6) / 1e6)) })] };
	}
	const parts = d.steps.filter((s) => s.step === 'part');
	if (parts.length) return { title: t('rdesk.stepName.score'), lines: [parts.map((p) => `${p.weight ?? 1} × ${decimal(p.value)}`).join(' + ')] };
	if (d.kind === 'indicators') {
		const top = (rules.indicators ?? []).map((i) => decimal(d.steps.find((s) => s.step === 'indicator' && s.name === i.id)?.value));
		return { title: t('rdesk.stepName.sum'), lines: [top.join(' + ')] };
	}
	return { title: t('rdesk.stepName.score'), lines: [t('rdesk.how.exact')] };
}
