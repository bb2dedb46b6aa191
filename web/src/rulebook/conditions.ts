// A condition of a rulebook (schema RulesCondition) as running text: one sentence, or one for each part that must hold.
import { i18n } from '@/i18n';
import { demandOf, factName, inside, measureText, queryPath } from './facts';
import type { Names } from './names';
import type { Condition } from './types';

const { t } = i18n.global;

function comparison(c: Condition, names: Names | undefined, negated: boolean): string {
	const query = c.investments;
	const path = query ? queryPath(query) : (c.fact ?? '');
	const sentence = t('rules.sentence', { what: query ? measureText(query, names) : factName(path, names), demand: demandOf(c, path, negated, names) });
	return query?.where ? t('readable.counted', { sentence, where: inside(conditionText(query.where, names)) }) : sentence;
}

// NESTED parts of more than one member stand in brackets, so that "and" and "or" cannot be mixed up.
function text(c: Condition, names: Names | undefined, nested: boolean): string {
	if (c.not) return c.not.fact || c.not.investments ? comparison(c.not, names, true) : t('readable.not', { what: inside(text(c.not, names, true)) });
	const parts = c.all ?? c.any;
	if (!parts) return comparison(c, names, false);
	const joined = parts.map((part, i) => (i ? inside : String)(text(part, names, parts.length > 1))).join(t(c.all ? 'readable.and' : 'readable.or'));
	return nested && parts.length > 1 ? t('readable.brackets', { text: joined }) : joined;
}

export const conditionText = (c: Condition, names?: Names): string => text(c, names, false);

export const conditionSentences = (c: Condition, names?: Names): string[] => (c.all ?? [c]).map((part) => text(part, names, false));
