// Fields and values of the form in words, for lists of what is missing, differs, or will be submitted.
import { useI18n } from 'vue-i18n';
import { localised } from '@/i18n';
import { factName, valueText } from '@/rulebook/facts';
import type { FieldValue } from '../draft/flat';
import { declaredIn, type Description } from './description';

export function useLabels(description: () => Description | null) {
	const { t } = useI18n();
	const known = declaredIn(() => description()?.facts ?? []);

	function label(path: string): string {
		const d = description();
		const field = d?.fields.find((f) => f.name === path);
		if (field) return field.label;
		if (path.startsWith('attachments.')) return d?.attachments.find((a) => a.kind === path.slice(12))?.label ?? path;
		if (path === 'firm') return t('my.form.firmCode');
		return factName(path.replace(/^firm_facts\./, 'firm.').replace(/^entry_facts\./, 'entry.').replace(/^investment\.(new|\d+)\./, 'investment.'), known);
	}

	function shown(path: string, value: FieldValue | null | undefined): string {
		if (value === null || value === undefined || value === '') return t('my.form.empty');
		if (Array.isArray(value)) return value.join(t('common.comma'));
		if (path === 'industry') {
			const industry = (description()?.industries as unknown as { id: string; name?: Record<string, string> }[] | undefined)?.find((i) => i.id === value);
			return industry?.name ? localised(industry.name) : String(value);
		}
		const fact = path.replace(/^firm_facts\./, 'firm.').replace(/^entry_facts\./, 'entry.');
		return valueText(fact.includes('.') ? fact : `entry.${fact}`, value, known);
	}
	return { label, shown };
}
