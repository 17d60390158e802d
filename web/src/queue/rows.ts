/** A queue on the screen. What stands there stays there: changes come into their rows, new ones wait to be taken in. */

import type { Incident, Item, Moved, Page, Queue } from '@/api/types'
import { seen } from '@/moves/outcome'

import { leaves } from './fits'

export interface Row {
  item: Item
  /** Rises with each change from elsewhere, so that the row glows once. */
  glow: number
  /** No longer in this queue. */
  gone: boolean
  /** What was just done to it from here. */
  said: string
  /** Why what was tried from here was not done. */
  failed: string
}

export const fresh = (item: Item): Row => ({ item, glow: 0, gone: false, said: '', failed: '' })

export interface Merged {
  rows: Row[]
  /** How many are in the queue and not on the screen. */
  waiting: number
}

/** Bring the answer to "the first `window` now?" into what is shown. */
export function merge(shown: readonly Row[], page: Page, window: number): Merged {
  const now = new Map(page.items.map((item) => [item.id, item]))
  const known = new Set(shown.map((row) => row.item.id))
  const waiting = page.items.filter((item) => !known.has(item.id)).length
  // New ones push as many others over the edge of the window: what lies beyond it has not left.
  const sure = page.next === null ? shown.length : Math.max(0, window - waiting)
  const rows = shown.map((row, index) => merged(row, now.get(row.item.id), index < sure))
  return { rows, waiting }
}

function merged(row: Row, item: Item | undefined, sure: boolean): Row {
  if (!item) return sure ? { ...row, gone: true } : row
  const moved = item.version > row.item.version
  if (item.version < row.item.version) return row
  const suggestion = item.suggestion ?? row.item.suggestion ?? null
  const said = moved ? '' : row.said
  return { ...row, item: { ...item, suggestion }, gone: false, glow: row.glow + (moved ? 1 : 0), said }
}

/** What single cases are now, of a queue that shows them somewhere below its first page. */
export function touched(
  shown: readonly Row[],
  now: ReadonlyMap<string, Item | null>,
  queue: Queue | null,
): Row[] {
  return shown.map((row) => {
    const item = now.get(row.item.id)
    if (item === undefined) return row
    if (item === null) return { ...row, gone: true }
    return leaves(item, queue) ? { ...merged(row, item, true), gone: true } : merged(row, item, true)
  })
}

/** A row whose incident is shown as claimed already, while that is still being asked for. */
export function asIf(row: Row, claimed_by: Item['claimed_by']): Row {
  return { ...row, item: { ...row.item, claimed_by }, failed: '' }
}

/** A row after something was done to its incident from here. */
export function done(row: Row, incident: Incident | Moved, said: string): Row {
  if (!seen(incident)) return { ...row, said, failed: '', gone: true }
  const next = nearest(incident)
  const item: Item = {
    ...row.item,
    state: incident.state,
    stage: incident.stage,
    version: incident.version,
    level: incident.level,
    lamp: incident.lamp,
    claimed_by: incident.claimed_by,
    claimed_at: incident.claimed_at,
    suggestion: incident.suggestion,
    left_seconds: next?.left_seconds ?? null,
    left_works: next?.works ?? false,
  }
  return { ...row, item, said, failed: '' }
}

/** The running deadline that ends first, the promise apart. */
export function nearest(incident: Incident) {
  return incident.deadlines
    .filter((deadline) => !deadline.stopped_at && !deadline.paused && deadline.stage !== 'promise')
    .sort((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9'))[0]
}
