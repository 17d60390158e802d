/** Who comes to a meeting, and what one has answered oneself. */

import { ask } from './client'
import type { Answers } from './types'

const at = (meeting: string) => `/meetings/${encodeURIComponent(meeting)}`

export const answers = (meeting: string) => ask<Answers>(`${at(meeting)}/answers`)

export const answer = (meeting: string, body: { answer: string; sequence: number; words: string }) =>
  ask<Answers>(`${at(meeting)}/answer`, { method: 'PUT', body })
