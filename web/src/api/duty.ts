/** Every call about rosters: who is on duty, one's own shifts, changing them, asking for it, hand-over notes. */

import { ask } from './client'
import type { Asked, Changed, ChangeOf, Duty, HandOver, Mine, Requests, Week } from './types'

/** A grid or a unit; without either, where the asker's own post is. */
export interface Where {
  grid?: string | undefined
  unit?: string | undefined
}

/** `at` is `now`, `tonight` or an instant. */
export const onDuty = (where: Where, at: string) => ask<Duty>('/duty', { query: { ...where, at } })

/** Seven days from a date on. */
export const week = (where: Where, from: string) => ask<Week>('/duty/week', { query: { ...where, from } })

export const mine = () => ask<Mine>('/duty/mine')

export const changes = (where: Where) => ask<ChangeOf[]>('/duty/changes', { query: { ...where } })

/** Only what it would come to. */
export const foresee = (address: string, body: unknown) =>
  ask<Changed>(`/duty/${address}`, { method: 'POST', body, query: { dry_run: 'true' } })

export const change = (address: string, body: unknown, key: string) =>
  ask<Changed>(`/duty/${address}`, { method: 'POST', body, key })

export const requests = (after: string | null) => ask<Requests>('/duty/requests', { query: { after } })

export const request = (body: unknown, key: string) =>
  ask<Asked>('/duty/requests', { method: 'POST', body, key })

export const reply = (id: string, answer: 'agree' | 'refuse' | 'withdraw') =>
  ask<Asked>(`/duty/requests/${encodeURIComponent(id)}/${answer}`, { method: 'POST', body: {} })

export const handOvers = (before: string | null) => ask<HandOver[]>('/duty/handovers', { query: { before } })

export const handOver = (body: unknown, key: string) =>
  ask<HandOver>('/duty/handovers', { method: 'POST', body, key })

export const acknowledge = (id: string) =>
  ask<HandOver>(`/duty/handovers/${encodeURIComponent(id)}/acknowledge`, { method: 'POST', body: {} })

export const erase = (id: string) =>
  ask<HandOver>(`/duty/handovers/${encodeURIComponent(id)}/erase`, { method: 'POST', body: {} })
