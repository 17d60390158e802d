/** Suggestions and small wishes. */

import { ask } from './client'
import type { OfferedProposals, Support, WaitingProposals } from './types'

export type Waits = 'answer' | 'doing' | 'rating'

/** The open ones that the asker may see, the most supported first. */
export const waiting = (waits: Waits, flow: string, cursor: string | null, limit: number) =>
  ask<WaitingProposals>('/suggestions/open', { query: { waits, flow: flow || null, cursor, limit } })

/** What everybody may read, the newest first. */
export const published = (flow: string, cursor: string | null, limit: number) =>
  ask<OfferedProposals>('/suggestions', { query: { flow: flow || null, cursor, limit } })

/** Counts who is signed in once for one of them, or not any more. */
export const support = (id: string, counts: boolean) =>
  ask<Support>(`/suggestions/${id}/support`, { method: counts ? 'POST' : 'DELETE', body: {} })
