// Between the API's UTC times and a field for date and time, which is always in Beijing time.
export function toField(iso: string | null | undefined): string {
	if (!iso) return '';
	return new Date(Date.parse(iso) + 8 * 3600_000).toISOString().slice(0, 16);
}

export function fromField(text: string): string | null {
	return text ? new Date(`${text}:00+08:00`).toISOString().replace('.000Z', 'Z') : null;
}
