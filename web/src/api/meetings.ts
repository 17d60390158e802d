/** Every call about meetings. */

import { ask } from './client'
import type { Duties, Meeting, Meetings, Owner } from './types'

export const meeting = (ref: string) => ask<Meeting>(`/meetings/${encodeURIComponent(ref)}`)

export interface Asked {
  kind?: string | null
  body?: string | null
  since?: string | null
  until?: string | null
  late?: 'true' | null
  mine?: 'true' | null
}

/** Those that the asker may see, the newest first. */
export const meetings = (asked: Asked, cursor: string | null, limit: number) =>
  ask<Meetings>('/meetings', { query: { ...asked, cursor, limit } })

/** What is owed in a year, and who falls behind. */
export const duties = (year: number) => ask<Duties>('/meetings/duties', { query: { year } })

/** An extra consultation of a township, on a day: the one that there is, where it was called already. */
export const call = (body: { body: string; subject: string; day: string }, key: string) =>
  ask<Meeting>('/meetings', { method: 'POST', body, key, whole: ['id', 'number'] })

/** Who could be given a decision. */
export const owners = (ref: string, words: string) =>
  ask<Owner[]>(`/meetings/${encodeURIComponent(ref)}/owners`, { query: { words } })

/** Its invitation as a calendar file. */
export const invitation = (id: string) => `/api/v1/meetings/${encodeURIComponent(id)}/invitation.ics`

/** One move, against the version that was seen. To who may not see it any more it comes back without its content. */
export const move = (seen: Meeting, name: string, body: unknown, key: string) =>
  ask<Meeting>(`/meetings/${encodeURIComponent(seen.id)}/${encodeURIComponent(name)}`, {
    method: 'POST',
    version: seen.version,
    body,
    key,
    whole: ['id', 'number', 'state', 'version'],
  })
