/** Every call about how the city is kept: people, posts, units and grids, and what was changed of them. */

import { ask } from './client'
import type { ChangeRows, KeptChanged, KeptGrid, KeptUnits, Staff, StaffPage } from './types'

export interface Wanted {
  words?: string
  role?: string | null
  grid?: string | null
  unit?: string | null
  who?: 'posted' | 'without' | 'all'
}

export const persons = (wanted: Wanted, cursor: string | null, limit: number) =>
  ask<StaffPage>('/persons', { query: { ...wanted, cursor, limit } })

export const person = (id: string) => ask<Staff>(`/persons/${encodeURIComponent(id)}`)

export const units = () => ask<KeptUnits>('/units')

export const grid = (code: string) => ask<KeptGrid>(`/grids/${encodeURIComponent(code)}`)

export const changes = (cursor: string | null, limit: number) =>
  ask<ChangeRows>('/audit/changes', { query: { cursor, limit } })

/** Only what would follow of it. */
export const foresee = (address: string, body: unknown) =>
  ask<KeptChanged>(address, { method: 'POST', body, query: { dry_run: 'true' } })

export const change = (address: string, body: unknown, key: string, version?: number) =>
  ask<KeptChanged>(address, { method: 'POST', body, key, ...(version === undefined ? {} : { version }) })

/** Whose link it is. */
export const linked = (code: string) =>
  ask<{ username: string }>('/join/check', { method: 'POST', body: { code } })
