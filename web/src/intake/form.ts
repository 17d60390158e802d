/** What is asked of a caller, and the report that it makes. Kept in memory alone: a caller's name and telephone never
 * come to rest on the device. */

import type { ReportBody } from '@/api'
import type { Around } from '@/api/types'
import { kept, keep } from '@/storage'
import { nowhere, type Place } from '@/map/place'

export const SOURCES = ['hotline', 'counter', 'letter', 'order'] as const
export type CallerSource = (typeof SOURCES)[number]

export interface Call {
  source: CallerSource
  description: string
  place: Place
  category: string | null
  severity: 1 | 2 | 3 | 4
  /** When it happened, as the clock on the wall in Beijing shows it; empty: just now. */
  occurred: string
  /** An open case that this is about too. */
  twin: Around | null
  caused_by: string | null
  photos: Blob[]
  name: string
  phone: string
}

/** The source is the desk's habit, and stays. */
const habit = (): CallerSource => SOURCES.find((each) => each === kept('intake.source')) ?? 'hotline'
export const remember = (source: CallerSource): void => keep('intake.source', source)

export const blank = (): Call => ({
  source: habit(),
  description: '',
  place: nowhere(),
  category: null,
  severity: 4,
  occurred: '',
  twin: null,
  caused_by: null,
  photos: [],
  name: '',
  phone: '',
})

/** Whether there is anything that would be lost. */
export const begun = ({ description, name, phone, category }: Call) =>
  !!(description.trim() || name.trim() || phone.trim() || category)

/** The fields that still have to be said. */
export function missing({ description, category, place }: Call): string[] {
  return [
    ...(description.trim() ? [] : ['description']),
    ...(place.grid || place.lat !== null || place.address?.trim() ? [] : ['place']),
    ...(category ? [] : ['category']),
  ]
}

/** `photos` are the ids that they got when they were uploaded. */
export function body(call: Call, photos: readonly string[]): ReportBody {
  const { place, name, phone } = call
  const address = place.address?.trim() || null
  const located = place.lat !== null || address !== null
  const reporter = { ...(name.trim() && { name: name.trim() }), ...(phone.trim() && { phone: phone.trim() }) }
  return {
    source: call.source,
    description: call.description.trim(),
    category: call.category ?? '',
    severity: call.severity,
    ...(place.grid && { grid: place.grid }),
    ...(located && { location: { lat: place.lat, lon: place.lon, address } }),
    ...(call.occurred && { occurred_at: `${call.occurred}:00+08:00` }),
    ...(call.twin && { same_as: call.twin.number }),
    ...(call.caused_by && { caused_by: call.caused_by }),
    ...(photos.length && { photos: [...photos] }),
    ...(Object.keys(reporter).length && { reporter }),
  }
}
