// What a ServerTable shows in one column.
export interface Column {
	key: string; // name of the cell's slot, and the member shown if there is no such slot
	label: string;
	sort?: string; // the server's name for sorting by this column; absent: cannot be sorted by
	number?: boolean; // aligned to the end, figures of equal width
	width?: string;
	minor?: boolean; // left out on a narrow screen
	head?: boolean; // names the row
}
