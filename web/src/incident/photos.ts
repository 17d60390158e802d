/** The photos of a case by what they show: how it was found, the work, and how it was left. */

import type { Photo } from '@/api/types'

export type When = 'before' | 'during' | 'after'

const AFTER = new Set(['resolve', 'handle_here'])

export interface Group {
  when: When
  photos: Photo[]
}

/** What was sent with the report and before anybody worked on it is before; what came with a feedback is after. A photo
 * that several entries name is shown where it was named last: work that was sent back has its proof anew. */
export function grouped(photos: readonly Photo[]): Group[] {
  const last = new Map(photos.map((photo) => [photo.id, photo] as const))
  const found: Record<When, Photo[]> = { before: [], during: [], after: [] }
  for (const photo of last.values()) found[when(photo.move)].push(photo)
  return (['before', 'during', 'after'] as const)
    .map((each) => ({ when: each, photos: found[each] }))
    .filter((group) => group.photos.length)
}

function when(move: string): When {
  if (AFTER.has(move)) return 'after'
  return move === 'progress' ? 'during' : 'before'
}
