/** A report while it is being made: what it holds, and what is sent of it. */

import type { ReportBody } from '@/api'
import { nowhere, type Place } from '@/map/place'

/** Everything but who reports: a name or a phone is never kept on the device before it is sent. */
export interface Draft {
  /** The key under which it is sent, however often: it becomes one report. */
  key: string
  /** When the reporter came upon it. */
  began: string
  photos: Blob[]
  place: Place
  category: string | null
  words: string
  severity: number
  /** The number of the open case that this is the same as. */
  same_as: string | null
  /** Put right on the spot: what was done, and how it looks now. */
  here: boolean
  done: string
  after: Blob[]
}

export interface Caller {
  name: string
  phone: string
}

/** As the API takes one. */
export const dialled = ({ phone }: Caller): boolean => /^(\+?[0-9][0-9 -]{4,24})?$/.test(phone.trim())

export const blank = (now: Date, key: string): Draft => ({
  key,
  began: now.toISOString(),
  photos: [],
  place: nowhere(),
  category: null,
  words: '',
  severity: 4,
  same_as: null,
  here: false,
  done: '',
  after: [],
})

/** Whether somebody would miss it. */
export const begun = (draft: Draft): boolean =>
  draft.photos.length > 0 || draft.category !== null || draft.words.trim() !== '' || draft.after.length > 0

export const placed = (draft: Draft): boolean => draft.place.grid !== null || draft.place.lat !== null

/** Words may be left out where a photo, or the case that it is the same as, says it. */
export const speaks = (draft: Draft): boolean =>
  draft.words.trim() !== '' || draft.photos.length > 0 || draft.same_as !== null

/** What is sent. Without words the kind's own name stands for them. */
export function body(draft: Draft, caller: Caller, kind: string): ReportBody {
  const { place } = draft
  const reporter = {
    ...(caller.name.trim() ? { name: caller.name.trim() } : {}),
    ...(caller.phone.trim() ? { phone: caller.phone.trim() } : {}),
  }
  const point = place.lat !== null && place.lon !== null ? { lat: place.lat, lon: place.lon } : {}
  const location = { ...point, ...(place.address?.trim() ? { address: place.address.trim() } : {}) }
  return {
    category: draft.category ?? '',
    description: draft.words.trim() || kind,
    severity: draft.severity,
    occurred_at: draft.began,
    ...(place.grid ? { grid: place.grid } : {}),
    ...(Object.keys(location).length ? { location } : {}),
    ...(draft.same_as ? { same_as: draft.same_as } : {}),
    ...(Object.keys(reporter).length ? { reporter } : {}),
  }
}
