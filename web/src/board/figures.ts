/** The figures of a board, and where each opens. */

import type { Behind, Board } from '@/api/types'

export const FOUR = ['late', 'tonight', 'untaken', 'raised'] as const
export type Four = (typeof FOUR)[number]

/** The lamp that goes with a figure, where one does. */
export const LAMPS = { late: 'red', tonight: 'yellow' } as const

/** The list behind a figure. */
export function cases(figure: Behind['figure'], where: Omit<Behind, 'figure'> = {}) {
  const given = Object.entries({ figure, ...where }).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  return { path: '/board/cases', query: Object.fromEntries(given) }
}

/** Where a row of the board lies, as the list behind its figures asks for it. */
export const at = (row: Board['rows'][number]) => ({
  place: row.code,
  ...(row.here ? { here: 'true' as const } : {}),
})

/** `93`, of a hundred; none where nothing was judged. */
export const share = ({ kept, judged }: { kept: number; judged: number }): number | null =>
  judged ? Math.round((100 * kept) / judged) : null
