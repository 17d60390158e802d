/** How late a part of the territory is: the share of what is open, in steps that have words. */

import type { Shade } from '@/api/types'

/** From which share on each further step begins, of a hundred. */
const STEPS = [10, 25, 50] as const

/** Of a hundred, whole; something late is never none at all. None where nothing is open. */
export const lateShare = ({ open, late }: Pick<Shade, 'open' | 'late'>): number | null =>
  open ? (late ? Math.max(1, Math.round((100 * late) / open)) : 0) : null

/** 0 for nothing late, up to 4. */
export function step(part: Pick<Shade, 'open' | 'late'>): number {
  const share = lateShare(part)
  return share ? 1 + STEPS.filter((from) => share >= from).length : 0
}

/** What is most late first. */
export const byLateness = (one: Shade, other: Shade) =>
  (lateShare(other) ?? -1) - (lateShare(one) ?? -1) || other.late - one.late || other.open - one.open
