/** Second looks and timeout appeals. */

import { ask } from './client'
import type { Appeals, Incident, Inspections, Lots, WhyDrawn } from './types'

export const WHICH = ['open', 'passed', 'failed', 'redone', 'void'] as const

export interface Asked {
  /** A grid's code; empty for all that is the reader's. */
  place: string
  /** Empty for the last that was drawn. */
  period: string
  which: '' | (typeof WHICH)[number]
}

export const inspections = ({ place, period, which }: Asked, cursor: string | null, limit: number) =>
  ask<Inspections>('/board/inspections', {
    query: { place: place || null, period: period || null, which: which || null, cursor, limit },
  })

/** Each case that a township drew from: drawn or not, and why. */
export const lots = (township: string, period: string, cursor: string | null) =>
  ask<Lots>('/board/inspections/lots', { query: { township, period, cursor } })

export const appeals = (cursor: string | null) => ask<Appeals>('/board/appeals', { query: { cursor } })

/** Why a case was drawn for a second look, or not. */
export const whyDrawn = (ref: string) => ask<WhyDrawn>(`/incidents/${encodeURIComponent(ref)}/inspection`)

/** One closed case is sent for a second look by hand. */
export async function inspect(ref: string, reason: string): Promise<Incident> {
  const path = `/incidents/${encodeURIComponent(ref)}`
  const { version } = await ask<Incident>(path)
  return ask<Incident>(`${path}/inspect`, { method: 'POST', body: { reason }, version })
}
