import { shelf } from '@/kit/shelf';

// Where somebody was going when they were asked to log in; kept over registering, whose mail opens a new tab. Only a page of this site.
const key = 'after-login';
const inside = (target: unknown): target is string => typeof target === 'string' && /^\/(?![/\\])/.test(target);

export function keepAim(target: unknown): void {
	if (inside(target)) shelf.set(key, target);
}

export function takeAim(target: unknown): string | null {
	const kept = shelf.get(key);
	shelf.remove(key);
	return inside(target) ? target : inside(kept) ? kept : null;
}
