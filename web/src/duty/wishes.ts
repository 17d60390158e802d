/** What each change of a roster asks for, as `workflow/roster/changes.py` takes it. */

export type Kind = 'shift' | 'leave' | 'swap' | 'end' | 'strike' | 'substitute' | 'surge' | 'end_surge'

export type FieldKind =
  | 'date'
  | 'time'
  | 'moment'
  | 'line'
  | 'words'
  | 'person'
  | 'persons'
  | 'shift'
  | 'days'
  | 'weekdays'
  | 'role'

export interface Field {
  name: string
  kind: FieldKind
  needed: boolean
}

export type Given = Readonly<Record<string, string | string[] | null | undefined>>

/** What a change is about, known before anything is filled in. */
export interface About {
  kind: Kind
  /** Said over the form: whose it is. */
  title: string
  fixed: Readonly<Record<string, unknown>>
  /** The line that is changed, which is part of the address. */
  line?: string
  given?: Given
}

const must = (name: string, kind: FieldKind): Field => ({ name, kind, needed: true })
const may = (name: string, kind: FieldKind): Field => ({ name, kind, needed: false })
const REASON = must('reason', 'words')

export const FIELDS: Readonly<Record<Kind, readonly Field[]>> = {
  shift: [
    must('begins', 'time'),
    must('ends', 'time'),
    must('days', 'days'),
    may('weekdays', 'weekdays'),
    must('starts_on', 'date'),
    may('ends_on', 'date'),
    REASON,
  ],
  leave: [must('starts_on', 'date'), must('ends_on', 'date'), may('substitute', 'person'), REASON],
  swap: [must('line', 'shift'), must('on', 'date'), must('person', 'person'), REASON],
  end: [must('ends_on', 'date'), REASON],
  strike: [REASON],
  substitute: [may('person', 'person'), REASON],
  surge: [
    must('name', 'line'),
    must('role', 'role'),
    must('persons', 'persons'),
    must('starts_at', 'moment'),
    must('ends_at', 'moment'),
    must('begins', 'time'),
    must('ends', 'time'),
    REASON,
  ],
  end_surge: [must('name', 'line'), may('at', 'moment'), REASON],
}

const ADDRESSES: Readonly<Record<Kind, string>> = {
  shift: 'shifts',
  leave: 'leaves',
  swap: 'swaps',
  end: 'lines/{line}/end',
  strike: 'lines/{line}/strike',
  substitute: 'lines/{line}/substitute',
  surge: 'surges',
  end_surge: 'surges/end',
}

export const address = ({ kind, line }: About) =>
  ADDRESSES[kind].replace('{line}', encodeURIComponent(line ?? ''))

/** The names of the fields that still have to be filled in. */
export const missing = ({ kind }: About, given: Given) =>
  FIELDS[kind].filter(({ name, needed }) => needed && empty(given[name])).map(({ name }) => name)

const empty = (value: Given[string]) =>
  !value || value.length === 0 || (typeof value === 'string' && !value.trim())

/** What is sent. Days and hours are meant as Beijing time. */
export function payload({ kind, fixed }: About, given: Given): Record<string, unknown> {
  const said = Object.fromEntries(
    FIELDS[kind]
      .filter(({ name }) => !empty(given[name]))
      .map((field) => [field.name, value(field, given[field.name])]),
  )
  if (kind !== 'surge') return { ...fixed, ...said }
  const { begins, ends, ...rest } = said
  return { ...fixed, ...rest, shifts: [{ begins, ends }] }
}

function value({ kind }: Field, given: Given[string]): unknown {
  if (Array.isArray(given)) return kind === 'weekdays' ? given.map(Number).sort() : given
  return kind === 'moment' ? `${given}:00+08:00` : given?.trim()
}
