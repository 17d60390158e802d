import type { Meeting } from '@/api/types'

type Item = Meeting['agenda'][number]

const OF_A_CASE = new Set(['proposal', 'tabled', 'overdue', 'returned', 'disputed', 'repeated', 'case'])

/** Where an item of an agenda can be looked up; nowhere of what is only said. */
export function leads({ kind, number }: Item): string {
  if (!number) return ''
  if (OF_A_CASE.has(kind)) return `/incidents/${number}`
  if (kind === 'decision') return `/meetings/${number.split('/')[0]}`
  return kind === 'motion' ? `/centre/motions/${number}` : ''
}

/** What a roundtable is about and what has to be decided or left stay where they are. */
export const NEVER_STRUCK = new Set(['topic', 'proposal', 'motion'])
