/** What residents' pages ask for, without a sign-in. */

import { ask } from './client'
import type {
  Boundaries,
  Conclusions,
  Door,
  DoorReport,
  Figures,
  Followed,
  PublicBulletins,
  PublicProposals,
  Seals,
  Submitted,
  Support,
  Uploaded,
} from './types'

const at = (code: string) => `/public/doors/${encodeURIComponent(code)}`

/** The place that a printed code stands for; refused with 404 where there is none. */
export const door = (code: string) => ask<Door>(at(code))

/** The outlines round it. */
export const outlines = (code: string) => ask<Boundaries>(`${at(code)}/map`, { cache: 'no-cache' })

/** `draft` is the sender's secret: what is sent under it once is done once. */
export const report = (code: string, body: Partial<DoorReport>, draft: string) =>
  ask<Submitted>(`${at(code)}/reports`, { method: 'POST', body, draft, key: draft })

export const uploadPhoto = (file: Blob, key: string, draft: string) =>
  ask<Uploaded>('/public/photos', { method: 'POST', file, key, draft })

/** The city's figures. */
export const figures = () => ask<Figures>('/figures', { cache: 'no-cache' })

/** What is proposed, the newest first; only suggestions or only wishes where a flow is given. */
export const proposals = (flow: string, cursor: string | null) =>
  ask<PublicProposals>('/public/suggestions', { query: { flow, cursor, limit: 20 } })

/** This device was handed a token, or has one still, since the page was opened. */
let handed = false

/** Counts this device once for one of them, or not any more. */
export async function support(id: string, counts: boolean): Promise<Support> {
  if (!handed) await ask('/public/suggestions/device', { method: 'POST', body: {} })
  handed = true
  try {
    return await ask<Support>(`/public/suggestions/${id}/support`, {
      method: counts ? 'POST' : 'DELETE',
      body: {},
    })
  } catch (error) {
    handed = false
    throw error
  }
}

/** What roundtables came to, the newest first. */
export const conclusions = (cursor: string | null) =>
  ask<Conclusions>('/public/conclusions', { query: { cursor, limit: 5 } })

/** The bulletins of months in their public version, the newest first. */
export const bulletins = (cursor: string | null) =>
  ask<PublicBulletins>('/public/bulletins', { query: { cursor, limit: 6 } })

/** The seals of the last days, the newest first. */
export const seals = (limit: number) => ask<Seals>(`/seals?limit=${limit}`)

export const follow = (receipt: string) => ask<Followed>('/receipt', { receipt })

/** One of the reporter's moves, on the case as they saw it. */
export const act = (
  receipt: string,
  { id, version }: Followed,
  move: string,
  body: Record<string, unknown>,
  key: string,
) => ask<unknown>(`/incidents/${id}/${move}`, { method: 'POST', version, body, receipt, key })
