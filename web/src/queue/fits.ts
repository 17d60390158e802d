/** In which states a case can be moved from the list, and to which queue it belongs. What is really allowed the API
 * says; this only spares a question whose answer is known. */

import type { Item, Queue, State } from '@/api/types'

const OPENING: readonly State[] = ['reported', 'checking', 'accepted']
const WORKING: readonly State[] = ['dispatched', 'handling', 'suspended']

const FROM: Readonly<Record<string, readonly State[]>> = {
  claim: [...OPENING, 'resolved'],
  release: [...OPENING, 'resolved'],
  accept: ['reported', 'checking'],
  check: ['reported'],
  decline: OPENING,
  dispatch: ['accepted'],
  redispatch: WORKING,
  merge: OPENING,
  split: WORKING,
  whistle: WORKING,
  reclassify: [...OPENING, ...WORKING],
  relocate: [...OPENING, ...WORKING],
  verify: ['resolved'],
  rework: ['resolved'],
}

export const fits = (move: string, item: Item): boolean => FROM[move]?.includes(item.state) ?? true

const WAITS: Partial<Record<Queue, readonly State[]>> = {
  intake: ['reported', 'checking'],
  dispatch: ['accepted'],
  verify: ['resolved'],
}

/** Whether a case in this state is no longer in that queue. Of the others the state alone does not say. */
export const leaves = (item: Item, queue: Queue | null): boolean =>
  queue !== null && !(WAITS[queue]?.includes(item.state) ?? true)
