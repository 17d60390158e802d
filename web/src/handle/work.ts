/** What a handler or a unit has to do, in the order in which it presses: new, sent back, in hand, suspended. */

import type { Incident, Item, OwnTask } from '@/api/types'
import { offer, type Offer } from '@/moves/fields'

export const GROUPS = ['fresh', 'back', 'inHand', 'suspended'] as const
export type Group = (typeof GROUPS)[number]

/** The task that is due first; there is one, or it would not be in the list. */
export const taskOf = (item: Item): OwnTask | null => item.work?.tasks[0] ?? null

export function groupOf(item: Item): Group {
  const task = taskOf(item)
  if (task?.state === 'suspended') return 'suspended'
  if (task?.state === 'assigned') return 'fresh'
  return task && task.round > 1 ? 'back' : 'inHand'
}

export function grouped(items: readonly Item[]): { group: Group; items: Item[] }[] {
  return GROUPS.map((group) => ({ group, items: items.filter((item) => groupOf(item) === group) })).filter(
    (each) => each.items.length,
  )
}

/** What a doer has to do comes before what else a post allows, such as handling it oneself on the spot. */
const DOING = new Set([
  'acknowledge',
  'check_in',
  'resolve',
  'progress',
  'return_',
  'answer',
  'request_extension',
  'request_suspension',
])

/** The next step on a row, and the other one beside it; everything else is on the case's own page. */
export function next(item: Item): Offer {
  return offer((item.work?.allowed ?? []).filter((move) => DOING.has(move)))
}

/** As much of a case as the form of a move needs, so that it opens without a network too. */
export function asCase(item: Item): Incident {
  return {
    ...item,
    allowed: item.work?.allowed ?? [],
    tasks: item.work?.tasks ?? [],
    requests: [],
    orders: [],
    objections: [],
    inspections: [],
    suggestion: null,
  } as unknown as Incident
}

/** What a move at one press has to say: which task is meant, where the case gave several. */
export function atOnceOn(item: Item): Record<string, unknown> {
  const tasks = item.work?.tasks ?? []
  return tasks.length > 1 && tasks[0] ? { task: tasks[0].id } : {}
}
