// Draws by chance that can be drawn again.

// mulberry32: the same draws from the same seed
export function dice(from) {
	let state = from;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	return { below, of: (list) => list[below(list.length)], chance: (share) => next() < share };
}
