/** What is asked for each change of the city, and how it is sent. */

import type { Kept, PlaceFound } from '@/api/types'
import type { Choice } from '@/moves/choices'

export type FieldKind =
  'line' | 'role' | 'grid' | 'grids' | 'unit' | 'pick' | 'picks' | 'person' | 'moment' | 'yes' | 'outline'

export type Value = string | string[] | boolean | PlaceFound | PlaceFound[] | Record<string, unknown> | null
export type Given = Record<string, Value | undefined>

export interface Field {
  name: string
  kind: FieldKind
  needed: boolean
  /** Only where this holds of what was given. */
  when?: (given: Given) => boolean
}

/** A change that is about to be made. `version` is that of what it changes, as it was seen. */
export interface About {
  kind: Kept
  address: string
  title: string
  version?: number
  fixed?: Record<string, unknown>
  given?: Given
  /** Of fields that are chosen from a short list, by their names. */
  choices?: Record<string, Choice[]>
}

const must = (name: string, kind: FieldKind, when?: Field['when']): Field => ({
  name,
  kind,
  needed: true,
  ...(when ? { when } : {}),
})
const may = (name: string, kind: FieldKind, when?: Field['when']): Field => ({
  ...must(name, kind, when),
  needed: false,
})
const ofUnit = (given: Given) => given.role === 'unit_member'

export const FIELDS: Readonly<Record<Kept, readonly Field[]>> = {
  take_on: [must('name', 'line'), must('username', 'line')],
  rename: [must('name', 'line')],
  leave: [],
  sign_in: [],
  grant: [
    must('role', 'role'),
    must('grid', 'grid', (given) => !ofUnit(given)),
    must('unit', 'unit', ofUnit),
    may('chief', 'yes', (given) => given.role === 'dispatcher'),
    may('starts_at', 'moment'),
    may('ends_at', 'moment'),
  ],
  end_post: [may('at', 'moment')],
  add_unit: [
    must('code', 'line'),
    must('name', 'line'),
    must('kind', 'pick'),
    must('grids', 'grids'),
    must('categories', 'picks'),
  ],
  amend_unit: [must('name', 'line'), must('grids', 'grids'), must('categories', 'picks')],
  end_unit: [],
  add_special: [
    must('code', 'line'),
    must('name', 'line'),
    must('kind', 'pick'),
    must('over', 'grids'),
    may('handler', 'person'),
    may('boundary', 'outline'),
  ],
  end_special: [],
  add_grid: [must('code', 'line'), must('name', 'line'), may('boundary', 'outline')],
  rename_grid: [must('name', 'line')],
  redraw: [must('boundary', 'outline')],
  merge_grid: [must('into', 'grid')],
}

/** The changes of which nothing can follow for who does what: they are made at once. */
const PLAIN: ReadonlySet<Kept> = new Set<Kept>(['take_on', 'rename', 'sign_in', 'rename_grid', 'redraw'])
export const plain = (kind: Kept) => PLAIN.has(kind)

export const shown = (kind: Kept, given: Given) => FIELDS[kind].filter(({ when }) => !when || when(given))

const empty = (value: Given[string]) =>
  !value || (Array.isArray(value) && !value.length) || (typeof value === 'string' && !value.trim())

export const missing = (kind: Kept, given: Given, reason: string) => [
  ...shown(kind, given)
    .filter(({ name, needed }) => needed && empty(given[name]))
    .map(({ name }) => name),
  ...(reason.trim() ? [] : ['reason']),
]

/** What is sent. Moments are meant as Beijing time. */
export function payload({ kind, fixed }: About, given: Given, reason: string): Record<string, unknown> {
  const said = shown(kind, given)
    .filter(({ name }) => !empty(given[name]))
    .map((field) => [field.name, sent(field.kind, given[field.name])] as const)
  return { ...fixed, ...Object.fromEntries(said), reason: reason.trim() }
}

function sent(kind: FieldKind, value: Given[string]): unknown {
  switch (kind) {
    case 'grid':
      return (value as PlaceFound).code
    case 'grids':
      return (value as PlaceFound[]).map(({ code }) => code)
    case 'moment':
      return `${value as string}:00+08:00`
    case 'line':
      return (value as string).trim()
    default:
      return value
  }
}
