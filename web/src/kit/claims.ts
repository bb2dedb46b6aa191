// How claims of firms are marked, wherever they are shown.
export const claimTones = { begun: 'info', filed: 'wait', proposed: 'wait', upheld: 'good', reversing: 'wait', refused: 'bad', withdrawn: 'calm', settled: 'calm', reversed: 'bad' } as const;
