/** Every call about meetings. */

import { ask } from './client'
import type { Meeting } from './types'

export const meeting = (ref: string) => ask<Meeting>(`/meetings/${encodeURIComponent(ref)}`)

/** Its invitation as a calendar file. */
export const invitation = (id: string) => `/api/v1/meetings/${encodeURIComponent(id)}/invitation.ics`

/** One move, against the version that was seen. What is shown no longer to who made it comes back without its content. */
export const move = (seen: Meeting, name: string, body: unknown, key: string) =>
  ask<Meeting>(`/meetings/${encodeURIComponent(seen.id)}/${encodeURIComponent(name)}`, {
    method: 'POST',
    version: seen.version,
    body,
    key,
    whole: ['id', 'number', 'state', 'version'],
  })
