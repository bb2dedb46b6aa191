// The shape of a rulebook's body as the dossier format fixes it; the server has validated it before it is in force.
import type { Condition, Query } from '@/kit/ruleWords';

export type Text = Record<string, string>;
export type PerGroup = number | Record<string, number>;

interface Named {
	id: string;
	name?: Text;
}

export interface Band {
	at_least: number;
	points: number;
}

export interface Indicator extends Named {
	fact?: string;
	investments?: Query;
	bands?: Band[];
	otherwise?: number;
	best_of?: Indicator[];
}

export interface Criterion extends Named {
	max: number;
	step?: number;
	weight?: number;
	divisions?: string[];
}

export interface Round extends Named {
	kind: 'judged' | 'indicators';
	groups?: string[];
	skip_below?: number;
	judges_per_entry?: number;
	min_sheets?: number;
	criteria?: Criterion[];
	indicators?: Indicator[];
	require?: Condition;
	aggregate?: { method: 'mean' | 'median' | 'trimmed_mean'; drop_high?: number; drop_low?: number; level?: 'sheet' | 'criterion' };
	adjust?: 'none' | 'panel_factor' | 'z_score' | 'severity';
	parts?: Record<string, number>;
	decimals?: number;
	rank_on?: 'rounded' | 'exact';
	ties?: string[];
	advance?: { seats?: PerGroup; share?: number; min_score?: number; min?: Record<string, number> };
	tie_at_cut?: 'all' | 'none' | 'resolve';
	replacement?: 'none' | 'next_in_rank';
}

export interface Direct extends Named {
	to: string;
	when: Condition;
	seats?: 'extra' | 'within';
}

export type Amount = PerGroup | { of: Query; share?: number; cap_fen?: number; floor_fen?: number; steps?: { at_least: number; amount_fen: number }[] };

export interface Tier extends Named {
	seats: PerGroup;
	amount: Amount;
}

export interface Pool {
	round: string;
	groups?: string[];
	outcomes?: string[];
	min_score?: number;
	tie?: 'higher' | 'lower';
	tiers: Tier[];
}

export interface Award {
	budget_fen: number;
	pools: Pool[];
	repeat?: 'all' | 'highest_only';
	prior?: Record<string, 'exclude' | 'top_up'>;
	firm_cap_fen?: number | null;
	over_budget?: 'refuse' | 'pro_rata' | 'from_the_bottom';
	unit_fen?: number;
}

export interface RulebookBody {
	title: Text;
	timezone: string;
	entries_per_firm?: number;
	divisions: (Named & { when: Condition })[];
	industries?: Named[];
	eligibility?: Condition;
	rounds: Round[];
	direct_advancement?: Direct[];
	award?: Award;
}
