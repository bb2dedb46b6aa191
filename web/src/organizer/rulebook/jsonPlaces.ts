// Reads JSON and remembers on which line each value stands, by the path with which the server names mistakes: rounds[0].criteria[1].max
export interface Fault {
	line: number; // from 1
	column: number;
	kind: 'unexpected' | 'end' | 'twice';
	what: string;
}

export interface Places {
	value: unknown; // undefined if there is a fault
	fault: Fault | null;
	lineOf: (path: string) => number; // of the value, else of the nearest that holds it
}

class Stop extends Error {
	constructor(
		readonly at: number,
		readonly kind: Fault['kind'],
		readonly what: string,
	) {
		super(kind);
	}
}

const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;
const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const space = /[ \t\r\n]*/y;

class Reader {
	private at = 0;
	readonly starts = new Map<string, number>();
	constructor(private readonly text: string) {}

	private skip() {
		space.lastIndex = this.at;
		space.exec(this.text);
		this.at = space.lastIndex;
	}
	private stop(kind?: Fault['kind'], what?: string): never {
		const found = this.text[this.at];
		throw new Stop(this.at, kind ?? (found === undefined ? 'end' : 'unexpected'), what ?? found ?? '');
	}
	private take(pattern: RegExp): string {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text)?.[0];
		if (found === undefined) this.stop();
		this.at += found.length;
		return found;
	}
	private mark(char: string): boolean {
		this.skip();
		if (this.text[this.at] !== char) return false;
		this.at++;
		return true;
	}
	private need(char: string) {
		if (!this.mark(char)) this.stop();
	}
	private list(close: string, one: (index: number) => void) {
		if (this.mark(close)) return;
		let index = 0;
		do one(index++);
		while (this.mark(','));
		this.need(close);
	}
	private member(path: string, seen: Set<string>) {
		this.skip();
		const at = this.at;
		const key = JSON.parse(this.take(quoted)) as string;
		if (seen.has(key)) {
			this.at = at;
			this.stop('twice', key);
		}
		seen.add(key);
		this.need(':');
		this.value(path ? `${path}.${key}` : key, at);
	}
	private value(path: string, from?: number) {
		this.skip();
		this.starts.set(path, from ?? this.at);
		if (this.mark('{')) {
			const seen = new Set<string>();
			this.list('}', () => this.member(path, seen));
		} else if (this.mark('[')) this.list(']', (i) => this.value(`${path}[${i}]`));
		else if (this.text[this.at] === '"') this.take(quoted);
		else this.take(literal);
	}
	read() {
		this.value('');
		this.skip();
		if (this.at < this.text.length) this.stop();
	}
}

export function readPlaces(text: string): Places {
	const lines = [0];
	for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.push(i + 1);
	const lineAt = (at: number) => {
		let low = 0;
		let high = lines.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((lines[middle] as number) <= at) low = middle;
			else high = middle - 1;
		}
		return low + 1;
	};
	const reader = new Reader(text);
	let fault: Fault | null = null;
	let value: unknown;
	try {
		reader.read();
		value = JSON.parse(text);
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		const line = lineAt(error.at);
		fault = { line, column: error.at - (lines[line - 1] as number) + 1, kind: error.kind, what: error.what };
	}
	const lineOf = (path: string): number => {
		for (let p = path; ; p = p.replace(/(?:\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '')) {
			const at = reader.starts.get(p);
			if (at !== undefined) return lineAt(at);
			if (p === '' || p === p.replace(/(?:\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '')) return 1;
		}
	};
	return { value, fault, lineOf };
}
