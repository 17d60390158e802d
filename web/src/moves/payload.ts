/** What was filled in, as the API takes it. */

import type { Place } from '@/map/place'

import type { Field } from './fields'

type Given = string | string[] | Place | null | undefined

/** The members of the payload that a field makes; none where nothing was said. `unit` is that of a length of time. */
export function said(field: Field, given: Given, unit: string): Record<string, unknown> {
  const value = spoken(field, given, unit)
  if (value === undefined) return {}
  return field.kind === 'place' ? placed(value as Place) : { [field.name]: value }
}

function spoken({ kind }: Field, given: Given, unit: string): unknown {
  if (given === null || given === undefined) return undefined
  if (Array.isArray(given)) return given.length ? several(kind, given) : undefined
  if (typeof given !== 'string') return given
  const text = given.trim()
  return text ? single(kind, text, unit) : undefined
}

function single(kind: Field['kind'], text: string, unit: string): unknown {
  switch (kind) {
    case 'receiver':
      return receiver(text)
    case 'severity':
    case 'orderLevel':
      return Number(text)
    case 'budget':
      return `${Number(text)}${unit}`
    case 'until':
      return `${text}:00+08:00` // shown and meant as Beijing time
    default:
      return text
  }
}

/** Units that are called are named by their codes alone. */
const several = (kind: Field['kind'], given: string[]) =>
  kind === 'units' ? given.map((each) => each.replace('unit:', '')) : given.map(receiver)

/** A grid, a point, a place in words: as much of it as is known. */
function placed({ grid, lat, lon, address }: Place): Record<string, unknown> {
  const point = lat !== null && lon !== null ? { lat, lon } : {}
  const location = { ...point, ...(address?.trim() ? { address: address.trim() } : {}) }
  return { ...(grid ? { grid } : {}), ...(Object.keys(location).length ? { location } : {}) }
}

/** `unit:33` as the API takes it: `{"unit": "33"}`. */
function receiver(value: string): Record<string, string> {
  const [kind = '', ...code] = value.split(':')
  return { [kind]: code.join(':') }
}

/** By which what was typed into the form of a move is found again. */
export const formName = (incident: string, move: string) => `move ${incident} ${move}`
