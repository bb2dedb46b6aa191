// A rulebook as text for people: members in the order in which one reads them, small objects on one line.
const order = [
	'title', 'timezone', 'entries_per_firm', 'divisions', 'industries', 'eligibility', 'rounds', 'direct_advancement', 'award', // of the whole
	'id', 'name', 'kind', 'groups', 'skip_below', 'require', 'judges_per_entry', 'min_sheets', 'criteria', 'indicators', 'aggregate', 'adjust', 'components', 'parts', 'decimals', 'rank_on', 'ties', 'advance', 'tie_at_cut', 'replacement',
	'to', 'when', 'seats', 'share', 'min_score', 'min', 'zh-CN', 'zh-Hant', 'en',
	'all', 'any', 'not', 'fact', 'investments', 'where', 'best_of', 'sum', 'count', 'by', 'from', 'plus_days',
	'max', 'step', 'weight', 'bands', 'otherwise', 'at_least', 'points', 'method', 'drop_high', 'drop_low', 'level',
	'budget_fen', 'pools', 'round', 'outcomes', 'tie', 'tiers', 'amount', 'amount_fen', 'of', 'steps', 'repeat', 'prior', 'firm_cap_fen', 'over_budget', 'unit_fen', 'vacated',
];
const place = new Map(order.map((key, i) => [key, i]));
const width = 110;

function members(value: object): [string, unknown][] {
	return Object.entries(value)
		.map((entry, i) => ({ entry, at: place.get(entry[0]) ?? order.length + i }))
		.sort((a, b) => a.at - b.at)
		.map(({ entry }) => entry);
}

function write(value: unknown, indent: string): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const inner = `${indent}  `;
	const parts = Array.isArray(value) ? value.map((v) => write(v, inner)) : members(value).map(([k, v]) => `${JSON.stringify(k)}: ${write(v, inner)}`);
	const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
	const flat = `${open}${parts.join(', ')}${close}`;
	if (indent !== '' && !flat.includes('\n') && indent.length + flat.length <= width) return flat;
	return parts.length ? `${open}\n${parts.map((p) => inner + p).join(',\n')}\n${indent}${close}` : flat;
}

export const bookText = (body: unknown): string => write(body, '');
