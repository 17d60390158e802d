/** What waits to be sent: its shape, which one goes next, and what an answer makes of it. Nothing here does anything. */

import { Refusal, Unreachable } from '@/api/client'
import type { Incident, Moved, Submitted } from '@/api/types'

/** Whose the reports are that were made without a sign-in. */
export const NOBODY = 'nobody'

export type Fate = 'waiting' | 'sending' | 'stuck' | 'done'

/** Why it was not taken. `status` 0: nobody answered. */
export interface Why {
  status: number
  code: string
  message: string
  fields: Readonly<Record<string, string>>
  /** For so many milliseconds the server wants to be left alone. */
  retry?: number
}

/** A case as it was seen when a move on it was made. */
export interface Seen {
  id: string
  number: string
  version: number
}

/** How a case stands now, where it had moved on before the move could be made. */
export interface Present {
  state: string
  version: number
  allowed: readonly string[]
  /** Who moved it on last, and how. */
  by: string | null
  move: string | null
}

/** What the server said when it had it. */
export interface Answer {
  id: string
  number: string
  state: string
  version: number
  receipt?: string
  promise_at?: string | null
}

export interface Item {
  /** Also its Idempotency-Key: however often it is sent, it happens once. */
  id: string
  /** Whose it is. It is never sent as anybody else's. */
  person: string
  kind: 'report' | 'move'
  /** Made without a sign-in, at the door of this grid. */
  door?: string
  /** Whether it is a problem, a suggestion or a wish, where it was made at a door. */
  flow?: string
  made: string
  /** Its place in the order in which things were written: clocks jump. */
  turn?: number
  state: Fate
  /** What it is, for the list: words of whoever made it. Never a name or a phone. */
  title: string
  body: Record<string, unknown>
  /** How many photos lie beside it. */
  photos: number
  /** What the server called them, by their place. */
  named: Readonly<Record<number, string>>
  /** Counts up when the server has forgotten the photos, so that they are uploaded anew. */
  round: number
  /** When it was come upon, by the server's clock; null where nobody can tell. Set when it is first sent. */
  occurred?: string | null
  incident?: Seen
  move?: string
  /** The report, still in the outbox, whose case it is a move on: it goes once that has arrived. */
  behind?: string
  /** It was sent and no answer came: it may have arrived. Until that is known it cannot be changed. */
  unsure: boolean
  tries: number
  /** Not before this moment. */
  after?: string
  /** The server said so; else it is a pause of our own, which ends with any sign of life. */
  bidden?: boolean
  why?: Why
  now?: Present
  answer?: Answer
  done_at?: string
  /** By which the same, written in two windows from one draft, is known to be the same after its words are gone. */
  print?: string
  /** The device did not keep it, and it went at once. It is known in this window only. */
  passing?: true
}

const FIRST_PAUSE = 4_000
const LONGEST_PAUSE = 300_000
/** However long the server wants to be left alone. */
const LONGEST_WAIT = 3_600_000
/** How long what arrived stays in the list, and how much of it. */
const SHOWN_FOR = 7 * 24 * 3_600_000
const SHOWN = 50

/** A phone that says that something happened longer ago has lost its clock. */
const OLDEST = 365 * 24 * 3_600_000
/** By how much a clock may be wrong before what it says is put right. */
const EXACT = 60_000

/** Oldest first: the order in which things happened. */
export const inOrder = (items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0) || (a.made < b.made ? -1 : a.made > b.made ? 1 : 0))

/** Neither arrived nor in somebody's hands. */
export const open = ({ state }: Item) => state === 'waiting' || state === 'sending'

/** What is sent next. Moves on one case go in their order: none overtakes one that waits or needs somebody. */
export function next(items: readonly Item[], now: number): Item | null {
  const held = new Set<string>()
  for (const item of inOrder(items)) {
    if (item.state === 'done' || item.behind) continue
    const behind = item.incident !== undefined && held.has(item.incident.id)
    if (item.incident) held.add(item.incident.id)
    if (item.state !== 'stuck' && !behind && due(item, now) <= now) return item
  }
  return null
}

/** The one on the same case that has to go first. */
export function before(item: Item, items: readonly Item[]): Item | null {
  if (item.behind) return items.find(({ id }) => id === item.behind) ?? null
  if (!item.incident) return null
  const same = inOrder(items).filter(
    ({ incident, state }) => incident?.id === item.incident?.id && state !== 'done',
  )
  return same[0] && same[0].id !== item.id ? same[0] : null
}

/** When to look again; never where nothing waits for a moment. */
export function wake(items: readonly Item[], now: number): number | null {
  const times = items
    .filter(({ state }) => state === 'waiting' || state === 'sending')
    .map((item) => due(item, now))
    .filter((at) => at > now)
  return times.length ? Math.min(...times) : null
}

/** Never later than the longest wait: what says so was written before the clock was put back. */
function due({ after }: Item, now: number): number {
  const at = after ? Date.parse(after) : 0
  return at - now > LONGEST_WAIT ? 0 : at
}

/** Whether the server is still to be left alone. */
export const hushed = (until: number, now: number) => until > now && until - now <= LONGEST_WAIT

/** Growing, up to five minutes. */
export const pause = (tries: number) => Math.min(FIRST_PAUSE * 2 ** Math.min(tries, 10), LONGEST_PAUSE)

/** What an error means for what was sent: it goes again by itself (`later`; `silence` where nobody answers, so nothing
 * else need be tried; `signIn` after signing in), or it needs somebody. `arrived`: it was there already, and only who to
 * call back was taken out of it since. What is no answer at all is a fault of the device. */
export function verdict(error: unknown): 'later' | 'silence' | 'signIn' | 'arrived' | 'stuck' {
  if (error instanceof Unreachable) return 'silence'
  if (!(error instanceof Refusal)) return 'later'
  const { status, code } = error
  if (code === LOST || status === 413) return 'stuck' // whoever says so: it will not become smaller
  if (status === 502 || status === 503 || status === 504) return 'silence'
  if (status >= 500 || status === 429 || status === 408 || status === 425) return 'later'
  if (code === 'key-reused') return 'arrived' // it was changed since, so it is there as it was
  if (code === '') return 'later' // a page of something on the way, such as a hotel's: not the city's answer
  return status === 401 ? 'signIn' : 'stuck'
}

export function why(error: unknown): Why {
  if (error instanceof Refusal) {
    const { status, code, message, fields, retry } = error
    const wait = retry === null ? {} : { retry: Math.min(retry, LONGEST_WAIT) }
    return { status, code, message, fields, ...wait }
  }
  return { status: 0, code: '', message: error instanceof Error ? error.message : String(error), fields: {} }
}

/** It is there: what was written on it, and its photos, need not stay on the device. Without an answer: it was there
 * already, and its number is not told a second time. */
export function done(item: Item, answer: Submitted | Incident | Moved | Answer | null, now: number): Item {
  const kept: Item = {
    ...cleared(item),
    state: 'done',
    body: {},
    photos: 0,
    named: {},
    unsure: false,
    done_at: new Date(now).toISOString(),
  }
  return answer ? { ...kept, answer: told(answer) } : kept
}

function told(answer: Submitted | Incident | Moved | Answer): Answer {
  const { id, number, state, version } = answer
  const short: Answer = { id, number, state, version }
  if (!('receipt' in answer) || answer.receipt === undefined) return short
  return { ...short, receipt: answer.receipt, promise_at: answer.promise_at ?? null }
}

/** It goes again by itself. */
export function later(item: Item, error: unknown, now: number): Item {
  const told = why(error)
  const after = new Date(now + Math.max(pause(item.tries), told.retry ?? 0)).toISOString()
  const bidden = told.retry ? { bidden: true } : {}
  return { ...cleared(item), state: 'waiting', tries: item.tries + 1, after, ...bidden, why: told }
}

export const stuck = (item: Item, error: unknown): Item => ({
  ...cleared(item),
  state: 'stuck',
  unsure: false,
  tries: item.tries + 1,
  why: why(error),
})

/** As before anybody had tried to send it. */
export function cleared(item: Item): Item {
  const { after: _after, bidden: _bidden, why: _why, now: _now, ...rest } = item
  return rest
}

/** As it is sent. Until it may have arrived, what this device's clock said is put right: it may run ahead, it may have
 * been put right since, and nobody's report is to be refused for that. */
export function timed(item: Item, ahead: number, now: number): Item {
  const said = item.body.occurred_at
  if (item.unsure || typeof said !== 'string' || Number.isNaN(Date.parse(said))) return item
  const at = Math.min(Date.parse(said) - (Math.abs(ahead) > EXACT ? ahead : 0), now - ahead)
  return { ...item, occurred: now - ahead - at > OLDEST ? null : new Date(at).toISOString() }
}

/** The move before it on the same case was made: that is the case it goes on from. */
export const following = (item: Item, { id, version }: Answer): Item =>
  item.incident?.id === id && item.state !== 'done'
    ? { ...item, incident: { ...item.incident, version: Math.max(version, item.incident.version) } }
    : item

/** The report that it is behind has its number now: it can go. */
export function released(item: Item, report: string, { id, number, version }: Answer): Item {
  if (item.behind !== report) return item
  const { behind: _behind, ...rest } = item
  return { ...rest, incident: { id, number, version } }
}

/** Whether the server has forgotten the photos that it names. */
export const photosForgotten = (error: unknown) =>
  error instanceof Refusal && error.status === 400 && 'photos' in error.fields

/** The device gave back fewer photos than were put there: somebody has to know before it goes without them. */
export const LOST = 'photos-lost'
export const lost = () => new Refusal(0, LOST, '')

/** What it was answered when it arrived, though it was changed since. */
export function firstAnswer(error: unknown): Answer | null {
  const answer = error instanceof Refusal ? (error.answer as Partial<Answer> | null) : null
  return answer?.id && answer.number ? (answer as Answer) : null
}

/** What arrived long ago and need not be shown any more. A receipt of who has no other way back stays. */
export function stale(items: readonly Item[], now: number): Item[] {
  const arrived = inOrder(items.filter(({ state, door }) => state === 'done' && !door)).reverse()
  return arrived.filter(({ done_at }, place) => place >= SHOWN || now - Date.parse(done_at ?? '') > SHOWN_FOR)
}
