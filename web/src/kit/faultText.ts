// Why a number could not be read, in words: what was typed, what is wrong with it, and what is expected instead.
import { i18n } from '@/i18n';
import type { Fault } from './number';

// What kind of number the field asks for; its example stands in the message.
export type Kind = 'whole' | 'number' | 'percent' | 'points' | 'money';
const SHOWN = 24; // characters of what was typed

export function faultText(fault: Fault, typed: string, kind: Kind, places: number): string {
	const { t } = i18n.global;
	const letters = [...typed.trim()];
	const text = letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : letters.join('');
	return t(`common.number.${fault === 'places' && places === 0 ? 'whole' : fault}`, { text, places, example: t(`common.number.example.${kind}`) });
}
