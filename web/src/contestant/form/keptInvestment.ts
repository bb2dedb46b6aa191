// An investment that is being written is kept on this device, by account, until it is saved or given up.
import { shelf } from '@/kit/shelf';
import { session } from '@/session';

export const keyOf = (edition: number, firm: number, id: number | 'new'): string => `investment:${session.me?.id}:${edition}:${firm}:${id}`;
export const isKept = (edition: number, firm: number, id: number | 'new'): boolean => shelf.get(keyOf(edition, firm, id)) !== null;
