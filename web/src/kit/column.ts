// What a ListTable shows in one column.
export interface Column {
	key: string; // name of the cell's slot, and the member shown if there is no such slot
	label: string;
	sort?: string; // the server's name for sorting by this column; absent: cannot be sorted by
	number?: boolean; // aligned to the end, figures of equal width
	width?: string;
	minor?: boolean; // left out on a narrow screen
	head?: boolean; // names the row
	phone?: 'lead' | 'end' | 'hide'; // in a compact table on a phone: before the name, after it, or nowhere; absent: on the line below
}
