// States of an investment, in the order of its way, with their colours.
export const investmentStates = ['declared', 'first_verified', 'verified', 'rejected', 'withdrawn'] as const;
export const investmentTone = { declared: 'wait', first_verified: 'info', verified: 'good', rejected: 'bad', withdrawn: 'calm' } as const;
