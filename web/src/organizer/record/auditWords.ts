// What the audit trail calls by codes: "entry.submit" is of the family "entry.", of which one may ask for all.
export const families: Record<string, string> = {
	'edition.': 'editions',
	'rulebook.': 'rulebooks',
	'rulebook_amendment.': 'rulebook_amendments',
	'entry.': 'entries',
	'firm.': 'firms',
	'investment.': 'investments',
	'prior_award.': 'prior_awards',
	'judge.': 'judges',
	'recusal.': 'recusals',
	'round.': 'rounds',
	'panel.': 'panels',
	'assignment.': 'assignments',
	'sheet.': 'sheets',
	'takeover.': 'takeovers',
	'departure.': 'departures',
	'award_list.': 'award_lists',
	'notice.': 'notices',
	'objection.': 'objections',
	'attachment.': 'attachments',
	'account.': 'accounts',
	'invitation.': 'account_tokens',
};

interface Words {
	t: (key: string) => string;
	te: (key: string, locale: 'zh-CN') => boolean;
}

// A whole action or a family in words.
export function actionWord(action: string, { t, te }: Words): string {
	const key = families[action] ? `people.object.${families[action]}` : `people.action.${action.replaceAll('.', '_')}`;
	return te(key, 'zh-CN') ? t(key) : action;
}
