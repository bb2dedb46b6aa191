// The parts of a rulebook that its outline shows. What is being written may lack any of them.
import type { Condition } from '@/kit/ruleWords';

type Text = Record<string, string>;
export type Keyed = number | Record<string, number>;

export interface Named {
	id?: string;
	name?: Text;
}
export interface Indicator extends Named {
	fact?: string;
	bands?: { at_least?: number; points?: number }[];
	best_of?: Indicator[];
}
export interface Criterion extends Named {
	max?: number;
	step?: number;
	weight?: number;
	divisions?: string[];
}
export interface Round extends Named {
	kind?: string;
	groups?: string[];
	skip_below?: number;
	require?: Condition;
	judges_per_entry?: number;
	min_sheets?: number;
	criteria?: Criterion[];
	indicators?: Indicator[];
	aggregate?: { method?: string; drop_high?: number; drop_low?: number };
	adjust?: string;
	parts?: Record<string, number>;
	ties?: string[];
	advance?: { seats?: Keyed; share?: number; min_score?: number };
	tie_at_cut?: string;
}
export interface Tier extends Named {
	seats?: Keyed;
	amount?: Keyed | { of?: unknown; share?: number; cap_fen?: number; steps?: { amount_fen?: number }[] };
}
export interface Pool {
	round?: string;
	groups?: string[];
	tiers?: Tier[];
}
export interface Book {
	title?: Text;
	divisions?: (Named & { when?: Condition })[];
	industries?: Named[];
	eligibility?: Condition;
	rounds?: Round[];
	direct_advancement?: (Named & { to?: string; when?: Condition })[];
	award?: { budget_fen?: number; pools?: Pool[]; repeat?: string; over_budget?: string };
}

export const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'object' && v !== null) : []);
export const isMap = (value: unknown): value is Record<string, number> => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((v) => typeof v === 'number');
