// Sentences that the computation writes (judging/course/advancement.c, award.c, budget.c), in the reader's language.
import { i18n } from '@/i18n';
import { yuan } from '@/format';
import type { Names } from './names';

const { t } = i18n.global;
type Say = (m: string[], names?: Names) => string;
const rank = (m: string[]) => t('rules.reason.rank', { rank: m[1], of: m[2] });
const fen = (text: string | undefined) => yuan(Number(text));
// "criterion:technology" and the like: what a minimum or a tie rule is about
const about = (text: string, names?: Names) => {
	const [kind, id] = text.split(':');
	if (!id) return text === 'sum' ? t('rules.reason.sum') : (names?.of('criterion', text) ?? text);
	return names ? names.of(kind === 'round' ? 'round' : 'criterion', id) : id;
};

const table: [RegExp, Say][] = [
	[/^rank (\d+) of (\d+); the score is below min_score (\S+)$/, (m) => `${rank(m)}${t('rules.reason.belowScore', { score: m[3] })}`],
	[/^rank (\d+) of (\d+); (\S+) is missing or below (\S+)$/, (m, n) => `${rank(m)}${t('rules.reason.belowMinimum', { what: about(m[3] ?? '', n), points: m[4] })}`],
	[/^rank (\d+) of (\d+), seats for all$/, (m) => `${rank(m)}${t('rules.reason.seatsForAll')}`],
	[/^rank (\d+) of (\d+) for (\d+) seats: tied over the last seat, the judges must decide$/, (m) => `${rank(m)}${t('rules.reason.tied', { seats: m[3] })}`],
	[/^rank (\d+) of (\d+) for (\d+) seats, in place of an entry that left$/, (m) => `${rank(m)}${t('rules.reason.substitute', { seats: m[3] })}`],
	[/^rank (\d+) of (\d+) for (\d+) seats of (\S+)$/, (m, n) => `${rank(m)}${t('rules.reason.tier', { seats: m[3], tier: n ? n.of('tier', m[4]) : m[4] })}`],
	[/^rank (\d+) of (\d+) for (\d+) seats$/, (m) => `${rank(m)}${t('rules.reason.seats', { seats: m[3] })}`],
	[/^rank (\d+) of (\d+)$/, (m) => rank(m) + t('rules.stop')],
	[/^(\d+) in the group, fewer than (\d+): it skips this round$/, (m) => t('rules.reason.skips', { n: m[1], least: m[2] })],
	[/^left before (\S+): (\w+)(?:, ([\s\S]+))?$/, (m, n) => t('rules.reason.left', { round: n ? n.of('round', m[1]) : m[1], as: t(`rules.outcome.${m[2]}`) }) + (m[3] ? t('rules.reason.because', { reason: m[3] }) : t('rules.stop'))],
	[/^no investment to count$/, () => t('rules.reason.noInvestment')],
	[/^(\d+) fen for this tier$/, (m) => t('rules.reason.tierAmount', { amount: fen(m[1]) })],
	[/^nothing: the firm has an award of (.+)$/, (m) => t('rules.reason.excluded', { scheme: m[1] })],
	[/^less (\d+) fen that the firm already had$/, (m) => t('rules.reason.topUp', { amount: fen(m[1]) })],
	[/^less (\d+) fen above the firm's cap of (\d+)$/, (m) => t('rules.reason.cap', { amount: fen(m[1]), cap: fen(m[2]) })],
	[/^(\d+) of (\d+) fen: the budget's share, in units of (\d+)$/, (m) => t('rules.reason.share', { amount: fen(m[1]), full: fen(m[2]), unit: fen(m[3]) })],
	[/^nothing: the budget does not reach so far down the list$/, () => t('rules.reason.budget')],
];

// A sentence that is none of ours (an organiser's reason) stays as it was written.
export function reasonText(sentence: string, names?: Names): string {
	for (const [pattern, say] of table) {
		const match = pattern.exec(sentence);
		if (match) return say([...match], names);
	}
	return sentence;
}
