/** Sends what waits, one after the other, in one window of the browser at a time. Knows nothing of pages, so that the
 * service worker can send too. */

import * as api from '@/api'
import { Refusal } from '@/api/client'
import type { Incident, Moved, Submitted } from '@/api/types'

import * as items from './items'
import type { Item, Present, Why } from './items'
import * as stored from './stored'

export interface Round {
  /** What stopped it before everything was tried. */
  trouble: Why | null
  /** Who may sign in again, to go on. */
  signIn: boolean
  /** When there is something to try again. */
  wake: number | null
}

type Sent = Submitted | Incident | Moved
/** What the server answered in full, for whoever waits for it in this window. */
export type Hear = (id: string, answer: Sent) => void

const LOCK = 'gridward.outbox'
const ROUNDS = 3
let alone: Promise<unknown> = Promise.resolve()

/** One at a time in all windows; in this one alone where the browser has no locks, and the keys do the rest. */
function exclusively<T>(act: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request(LOCK, act) as Promise<T>
  const turn = alone.then(act)
  alone = turn.catch(() => undefined)
  return turn
}

/** Send everything of one person that can go now. */
export const drain = (person: string, hear: Hear): Promise<Round> =>
  exclusively(async () => {
    await stored.tidy(Date.now())
    const first = items.next(await own(person), Date.now())
    if (!first) return rest(person, null, false)
    const stopped = await otherwise(person)
    if (stopped) return rest(person, stopped, stopped.status === 401)
    return each(person, hear)
  })

const own = async (person: string) => (await stored.all()).filter((item) => item.person === person)

async function rest(person: string, trouble: Why | null, signIn: boolean): Promise<Round> {
  return { trouble, signIn, wake: items.wake(await own(person), Date.now()) }
}

/** Why nothing can be sent now: nobody answers, or the browser's sign-in is not this person's. */
async function otherwise(person: string): Promise<Why | null> {
  try {
    const session = await api.whoAmI()
    return session.person?.id === person ? null : { status: 401, code: '', message: '', fields: {} }
  } catch (error) {
    return items.why(error)
  }
}

async function each(person: string, hear: Hear): Promise<Round> {
  for (;;) {
    const item = items.next(await own(person), Date.now())
    if (!item) return rest(person, null, false)
    try {
      const answer = await send(item)
      hear(item.id, answer)
      await arrived(item.id, answer)
    } catch (error) {
      const verdict = items.verdict(error)
      if (verdict === 'arrived') await arrived(item.id, null)
      else await failed(item.id, error, verdict)
      if (verdict === 'silence' || verdict === 'signIn') {
        return rest(person, items.why(error), verdict === 'signIn')
      }
    }
  }
}

/** In one stroke: it has arrived, and what was made on top of it goes on from there. */
function arrived(id: string, answer: Sent | null): Promise<void> {
  return stored.changeAll((item) => {
    if (item.id === id) return items.done(item, answer, Date.now())
    return answer ? items.released(items.following(item, answer), id, answer) : item
  })
}

async function failed(
  id: string,
  error: unknown,
  verdict: 'later' | 'silence' | 'signIn' | 'stuck',
): Promise<void> {
  const item = await stored.one(id)
  const now = verdict === 'stuck' && item ? await present(item, error) : null
  await stored.change(id, (found) => {
    if (verdict !== 'stuck') return items.later(found, error, Date.now())
    return { ...items.stuck(found, error), ...(now ? { now } : {}) }
  })
}

/** How the case stands that had moved on. */
async function present(item: Item, error: unknown): Promise<Present | null> {
  if (!item.incident || !(error instanceof Refusal) || error.status !== 409) return null
  return look(item.incident.id).catch(() => null)
}

export async function look(incident: string): Promise<Present> {
  const { state, version, allowed, timeline } = await api.incident(incident)
  const last = timeline.reduce<(typeof timeline)[number] | null>(
    (found, entry) => (found && found.seq > entry.seq ? found : entry),
    null,
  )
  return { state, version, allowed, by: last?.actor?.name ?? null, move: last?.move ?? null }
}

async function send(item: Item): Promise<Sent> {
  await stored.change(item.id, (found) => ({ ...found, state: 'sending' }))
  for (let round = item.round; ; round += 1) {
    const named = await upload(item.id)
    // From here on it may have arrived, whatever we hear.
    const ready = await stored.change(item.id, (found) => ({ ...found, unsure: true }))
    try {
      return await post(ready ?? item, named)
    } catch (error) {
      if (!items.photosForgotten(error) || round >= item.round + ROUNDS) throw error
      await stored.change(item.id, (found) => ({
        ...found,
        named: {},
        round: found.round + 1,
        unsure: false,
      }))
    }
  }
}

function post(item: Item, named: string[]): Promise<Sent> {
  const body = named.length ? { ...item.body, photos: [...already(item), ...named] } : item.body
  if (!item.incident || !item.move) return api.report(body as api.ReportBody, item.id)
  return api.fire(item.incident.id, item.move, item.incident.version, body, item.id)
}

const already = ({ body }: Item) => (Array.isArray(body.photos) ? (body.photos as string[]) : [])

/** The ids of its photos. Each has a key of its own, so that one whose answer was lost is not there twice. */
async function upload(id: string): Promise<string[]> {
  const item = await stored.one(id)
  if (!item?.photos) return []
  const blobs = await stored.photos(id)
  const names: string[] = []
  for (const [place, blob] of blobs.entries()) {
    const known = item.named[place] ?? (await api.uploadPhoto(blob, `${id}.${item.round}.${place}`)).id
    names.push(known)
    await stored.change(id, (found) => ({ ...found, named: { ...found.named, [place]: known } }))
  }
  return names
}
