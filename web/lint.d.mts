export interface Fault {
	file: string;
	line: number; // 0: of a component, or of a style
	text: string;
	what: string;
	lacks: string[];
}
export function scriptFaults(files: string[]): Fault[];
export function styleFaults(file: string, text: string): Fault[];
