/** Second looks and timeout appeals. */

import { ask } from './client'
import type { Appeals, Incident, Inspections, WhyDrawn } from './types'

export const inspections = (place: string | null, period: string | null, cursor: string | null) =>
  ask<Inspections>('/board/inspections', { query: { place, period, cursor, limit: 50 } })

export const appeals = (place: string | null) => ask<Appeals>('/board/appeals', { query: { place } })

/** Why a case was drawn for a second look, or not. */
export const whyDrawn = (ref: string) => ask<WhyDrawn>(`/incidents/${encodeURIComponent(ref)}/inspection`)

/** One closed case is sent for a second look by hand. */
export async function inspect(ref: string, reason: string): Promise<Incident> {
  const path = `/incidents/${encodeURIComponent(ref)}`
  const { version } = await ask<Incident>(path)
  return ask<Incident>(`${path}/inspect`, { method: 'POST', body: { reason }, version })
}
