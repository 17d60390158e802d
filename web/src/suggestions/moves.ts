/** What is done with a suggestion or a wish from its row, what answers it first. All else is done on the case. */
export const MOVES = ['reply', 'take_up', 'accept', 'dispatch', 'publish', 'withhold', 'decline'] as const
export type Move = (typeof MOVES)[number]
