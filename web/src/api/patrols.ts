/** Every call about patrols: one's own list, spots, campaigns, and how it goes. */

import { ask } from './client'
import type {
  CampaignWhole,
  Entered,
  LookWhole,
  PatrolRows,
  MyPatrols,
  Plan,
  Spots,
  SpotWhole,
} from './types'

/** What whoever is signed in has to look at; the counts are of all of it. */
export const mine = (limit: number) => ask<MyPatrols>('/patrols/mine', { query: { limit } })

export const plan = () => ask<Plan>('/patrols/plan')

export const looks = (asked: Record<string, string | undefined>, cursor: string | null, limit: number) =>
  ask<PatrolRows>('/patrols', { query: { ...asked, cursor, limit } })

export const look = (ref: string) => ask<LookWhole>(`/patrols/${encodeURIComponent(ref)}`)

export const spots = (asked: Record<string, string | undefined>, cursor: string | null, limit: number) =>
  ask<Spots>('/spots', { query: { ...asked, cursor, limit } })

export const campaign = (ref: string) => ask<CampaignWhole>(`/campaigns/${encodeURIComponent(ref)}`)

export interface NewSpot {
  kind: string
  name: string
  grid: string
  lat?: number
  lon?: number
}
export const addSpot = (body: NewSpot, key: string) =>
  ask<SpotWhole>('/spots', { method: 'POST', body: { ...body }, key })

export const enterSpots = (csv: string, key: string) =>
  ask<Entered>('/spots/import', { method: 'POST', body: { csv }, key })

export interface NewCampaign {
  title: string
  kinds: string[]
  grid: string
  until: string
  who: string
  look: string[]
}
export const startCampaign = (body: NewCampaign, key: string) =>
  ask<CampaignWhole>('/campaigns', { method: 'POST', body: { ...body }, key })

type Matter = { id: string; version: number }
const move = <T>(what: string, of: Matter, name: string, reason: string) =>
  ask<T>(`/${what}/${of.id}/${name}`, { method: 'POST', version: of.version, body: { reason } })

export const callOff = (of: Matter, reason: string) =>
  move<CampaignWhole>('campaigns', of, 'call_off', reason)
export const shift = (of: Matter, changed: { name?: string; grid?: string }) =>
  ask<SpotWhole>(`/spots/${of.id}/shift`, { method: 'POST', version: of.version, body: changed })
export const retire = (of: Matter, reason: string) => move<SpotWhole>('spots', of, 'retire', reason)
export const waive = (of: Matter, reason: string) => move<LookWhole>('patrols', of, 'waive', reason)
