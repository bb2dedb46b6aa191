// The words of what is being written, which need not be a rule yet: OTHERWISE stands in where it is none.
export function safely<T>(say: () => T, otherwise: T): T {
	try {
		return say();
	} catch {
		return otherwise;
	}
}
