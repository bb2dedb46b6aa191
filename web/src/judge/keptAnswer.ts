// Reading with a net: the server's answer, kept on this device; without a network, the one that was kept.
import { get, Problem, type Answer, type Options, type PathOf, fill } from '@/api/client';
import { session } from '@/session';
import { answerOf, durable, putAnswer } from './store';

export interface Kept<T> {
	data: T;
	from: string | null; // null: from the server just now; else when it was read
}

const me = (): number => session.me?.id ?? 0;

export async function read<P extends PathOf<'get'>>(path: P, options: Options<P, 'get'> = {}): Promise<Kept<Answer<P, 'get'>>> {
	const target = fill(path, options.path as Record<string, unknown>, options.query as Record<string, unknown>);
	try {
		const data = await get(path, options);
		await putAnswer(me(), target, data).catch(() => undefined); // no room: it can be read now all the same
		return { data, from: null };
	} catch (error) {
		if (!(error instanceof Problem) || !error.passing) throw error;
		const kept = await answerOf<Answer<P, 'get'>>(me(), target);
		if (!kept) throw error;
		return { data: kept.data, from: kept.at };
	}
}

// Whether it outlives this page.
export const isHere = async (target: string): Promise<boolean> => (await answerOf(me(), target)) !== undefined && durable.value;

// What is on this device, without asking anybody.
export const peek = <T>(target: string): Promise<{ at: string; data: T } | undefined> => answerOf<T>(me(), target);
