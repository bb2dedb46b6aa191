// The shape of a rulebook, as the contract has it (schema Rules and what it is made of). The contract's types tell variants apart, which is right for
// who checks; who reads wants every member at hand. So the shapes are written here once more, with every variant's members in one, and the
// compiler holds them against the contract at the end of this file: no member may be missing here, and none be of another type.
import type { Schemas } from '@/api/client';

export type Text = Record<string, string>;
export type Value = string | number | boolean;
export type PerGroup = number | Record<string, number>;
export type FactKind = 'money' | 'number' | 'integer' | 'share' | 'date' | 'text' | 'choice' | 'yes_no';
export type Operator = 'at_least' | 'at_most' | 'above' | 'below' | 'equals' | 'one_of' | 'present';
export const operators: Operator[] = ['at_least', 'at_most', 'above', 'below', 'equals', 'one_of', 'present'];

interface Named {
	id: string;
	name?: Text;
}

export interface FactRule {
	kind: FactKind;
	name?: Text;
	min?: number;
	max?: number;
	choices?: Named[];
}
export interface Facts {
	firm?: Record<string, FactRule>;
	entry?: Record<string, FactRule>;
	investment?: Record<string, FactRule>;
}

// Another fact to compare with; in a `why` with what was seen of it.
export interface OtherFact {
	fact: string;
	times?: number;
	saw?: Value;
	missing?: boolean;
}
export type DayRule = string | { fact: string; plus_days?: number; plus_months?: number };

// A condition, or (with `holds`) the same with what was seen at every node.
export interface Condition {
	all?: Condition[];
	any?: Condition[];
	not?: Condition;
	fact?: string;
	investments?: Query;
	at_least?: unknown;
	at_most?: unknown;
	above?: unknown;
	below?: unknown;
	equals?: unknown;
	one_of?: unknown;
	present?: unknown;
	one_of_count?: number; // instead of a long list
	all_more?: number; // parts that are not shown
	any_more?: number;
	not_more?: number;
	holds?: boolean;
	saw?: Value;
	missing?: boolean;
	division_without_value?: boolean;
}
export interface Query {
	where?: Condition;
	sum?: string;
	max?: string;
	count?: boolean;
	by?: string;
	from?: DayRule;
	to?: DayRule;
	// in a `why`
	from_missing?: string;
	to_missing?: string;
	value?: number;
	counted?: unknown[];
	not_counted?: unknown[];
	counted_more?: number;
	not_counted_more?: number;
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
	roles?: string[];
}
export interface Aggregate {
	method: 'mean' | 'median' | 'trimmed_mean' | 'borda';
	drop_high?: number;
	drop_low?: number;
	trim_from?: number;
	level?: 'sheet' | 'criterion';
}
export interface Advance {
	seats?: PerGroup;
	share?: number;
	share_rounding?: 'down' | 'up' | 'half_up';
	share_min?: number;
	share_max?: number;
	min_score?: number;
	min?: Record<string, number>;
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
	aggregate?: Aggregate;
	judge_weights?: Record<string, number>;
	adjust?: 'none' | 'panel_factor' | 'z_score' | 'severity';
	components?: 'accept';
	parts?: Record<string, number>;
	parts_otherwise?: Record<string, number>;
	decimals?: number;
	rank_on?: 'rounded' | 'exact';
	ties?: string[];
	advance?: Advance;
	tie_at_cut?: 'all' | 'none' | 'resolve';
	wildcards?: { seats: number; from_rank?: number };
	replacement?: 'none' | 'next_in_rank';
}

export interface Direct extends Named {
	to: string;
	when: Condition;
	seats?: 'extra' | 'within';
}

export interface Computed {
	of?: Query;
	share?: number;
	steps?: { at_least: number; amount_fen: number }[];
	brackets?: { above: number; share: number }[];
	sum?: Amount[];
	cap_fen?: number;
	floor_fen?: number;
}
export type Amount = PerGroup | Computed;

export interface Tier extends Named {
	seats: PerGroup;
	amount: Amount;
	min_score?: number;
}
export interface Pool {
	round: string;
	groups?: string[];
	when?: Condition;
	outcomes?: string[];
	min_score?: number;
	rank_by?: string;
	special?: boolean;
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
	vacated?: 'shift' | 'vacant';
}

export interface Rulebook {
	title: Text;
	timezone: string;
	entries_per_firm?: number;
	facts?: Facts;
	divisions: (Named & { when: Condition })[];
	industries?: Named[];
	eligibility?: Condition;
	rounds: Round[];
	direct_advancement?: Direct[];
	award?: Award;
}

// What is being written may lack anything.
export type Draft<T> = T extends (infer I)[] ? Draft<I>[] : T extends object ? { [K in keyof T]?: Draft<T[K]> } : T;

export const isComputed = (amount: unknown): amount is Computed => typeof amount === 'object' && amount !== null && (Array.isArray((amount as Computed).sum) || (typeof (amount as Computed).of === 'object' && (amount as Computed).of !== null));
export const isMap = (value: unknown): value is Record<string, number> => typeof value === 'object' && value !== null && !Array.isArray(value) && !isComputed(value);
export const list = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'object' && v !== null) : []);

// ---- held against the contract ----
type Keys<T> = T extends unknown ? keyof T : never;
type Same<Contract, Here> = [Exclude<Keys<Contract>, keyof Here>] extends [never] ? true : ['missing here', Exclude<Keys<Contract>, keyof Here>];
type Holds<T extends true[]> = T;
export type Held = Holds<
	[
		Same<Schemas['Rules'], Rulebook>,
		Same<Schemas['RulesFact'], FactRule>,
		Same<Schemas['RulesFacts'], Facts>,
		Same<Schemas['RulesRound'], Round>,
		Same<Schemas['RulesCriterion'], Criterion>,
		Same<Schemas['RulesAggregate'], Aggregate>,
		Same<Schemas['RulesIndicator'], Indicator>,
		Same<Schemas['RulesAdvance'], Advance>,
		Same<Schemas['RulesWildcards'], NonNullable<Round['wildcards']>>,
		Same<Schemas['RulesCondition'], Condition>,
		Same<Schemas['RulesQuery'], Query>,
		Same<Schemas['RulesOtherFact'], OtherFact>,
		Same<Schemas['RulesAward'], Award>,
		Same<Schemas['RulesPool'], Pool>,
		Same<Schemas['RulesTier'], Tier>,
		Same<Schemas['RulesShareAmount'] | Schemas['RulesStepsAmount'] | Schemas['RulesBracketsAmount'] | Schemas['RulesSumAmount'], Computed>,
	]
>;
