/** Past the device: where it keeps nothing or has no room, what was written goes to the server at once, or stays on its
 * page. */

import { Unreachable } from '@/api/client'

import { done, type Item } from './items'
import { straight } from './sender'

/** A report with its photos, and what comes with it. */
export type Whole = readonly { item: Item; photos: readonly Blob[] }[]

/** What went this way from this window. */
export const passed = new Map<string, Item>()

/** The device did not keep it, and nobody answered either: it is nowhere but on the page. */
export class Unkept extends Error {
  /** Whether something smaller might have been kept. */
  readonly full: boolean

  constructor(cause: unknown) {
    super('neither kept nor sent', { cause })
    this.full = cause instanceof DOMException && cause.name === 'QuotaExceededError'
  }
}

/** Sent, for want of a place to keep it. `cause`: why there is none. */
export async function past([first, next]: Whole, cause: unknown): Promise<Item> {
  if (!first) throw cause
  try {
    const answer = await straight(first.item, first.photos)
    if (next) {
      const { behind: _behind, ...item } = next.item
      await straight({ ...item, id: `${first.item.id}.then`, incident: answer }, next.photos)
    }
    const sent: Item = { ...done(first.item, answer, Date.now()), passing: true }
    passed.set(sent.id, sent)
    return sent
  } catch (error) {
    throw error instanceof Unreachable ? new Unkept(cause) : error
  }
}
