/** Sends what waits, one after the other, in one window of the browser at a time. Knows nothing of pages, so that the
 * service worker can send too. */

import * as api from '@/api'
import { clockAhead, Refusal } from '@/api/client'
import * as door from '@/api/public'
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
    if (stopped) return rest(person, stopped.why, stopped.signIn)
    return each(person, hear)
  })

const own = async (person: string) => (await stored.all()).filter((item) => item.person === person)

async function rest(person: string, trouble: Why | null, signIn: boolean): Promise<Round> {
  return { trouble, signIn, wake: items.wake(await own(person), Date.now()) }
}

/** Why nothing can be sent now: nobody answers, or the browser's sign-in is not this person's. */
async function otherwise(person: string): Promise<{ why: Why; signIn: boolean } | null> {
  if (person === items.NOBODY) return null
  try {
    const session = await api.whoAmI()
    if (session.person.id === person) return null
    return { why: { status: 401, code: '', message: '', fields: {} }, signIn: true }
  } catch (error) {
    return { why: items.why(error), signIn: items.verdict(error) === 'signIn' }
  }
}

async function each(person: string, hear: Hear): Promise<Round> {
  for (;;) {
    const item = items.next(await own(person), Date.now())
    if (!item) return rest(person, null, false)
    let answer: Sent | null
    try {
      answer = await send(item)
    } catch (error) {
      const verdict = items.verdict(error)
      if (verdict === 'arrived') await arrived(item.id, items.firstAnswer(error))
      else await failed(item.id, error, verdict)
      if (verdict === 'silence' || verdict === 'signIn') {
        return rest(person, items.why(error), verdict === 'signIn')
      }
      continue
    }
    if (!answer) continue
    hear(item.id, answer)
    await arrived(item.id, answer)
  }
}

/** In one stroke: it has arrived, and what was made on top of it goes on from there. */
function arrived(id: string, answer: Sent | items.Answer | null): Promise<void> {
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
    if (!items.open(found)) return found // another window was faster
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

/** Null where there is nothing to send any more: another window has sent it, or somebody gave it up. */
async function send(item: Item): Promise<Sent | null> {
  for (let rounds = 0; ; rounds += 1) {
    const taken = await claim(item.id, (found) => ({ ...found, state: 'sending' }))
    if (!taken) return null
    const named = await upload(taken, rounds)
    if (!named) continue
    // From here on it may have arrived, whatever we hear.
    const ready = await claim(item.id, (found) => {
      if (found.round !== taken.round) return found // somebody took other photos meanwhile
      return { ...items.timed(found, clockAhead(), Date.now()), unsure: true }
    })
    if (!ready) return null
    if (ready.round !== taken.round) continue
    try {
      return await post(ready, named)
    } catch (error) {
      if (!items.photosForgotten(error) || rounds >= ROUNDS) throw error
      await anew(item.id)
    }
  }
}

/** Past the device, which keeps nothing: now, or not at all. Under its key, so that it can be tried again. */
export async function straight(item: Item, photos: readonly Blob[]): Promise<items.Answer> {
  const named: string[] = []
  const attempt = crypto.getRandomValues(new Uint32Array(1))[0]
  for (const [place, photo] of photos.entries()) {
    named.push((await api.uploadPhoto(photo, `${item.id}.${attempt}.${place}`, item.person)).id)
  }
  try {
    return await post(items.timed(item, clockAhead(), Date.now()), named)
  } catch (error) {
    // It had arrived before, and only the answer was lost.
    const first = items.verdict(error) === 'arrived' ? items.firstAnswer(error) : null
    if (!first) throw error
    return first
  }
}

/** Change what still waits; null where it does no more. */
async function claim(id: string, how: (item: Item) => Item): Promise<Item | null> {
  const found = await stored.change(id, (item) => (items.open(item) ? how(item) : item))
  return found && items.open(found) ? found : null
}

/** Its photos are uploaded under other keys. */
const anew = (id: string) =>
  stored.change(id, (found) => ({ ...found, named: {}, round: found.round + 1, unsure: false }))

function post(item: Item, named: string[]): Promise<Sent> {
  const body = { ...item.body }
  if (named.length) body.photos = [...already(item), ...named]
  if (item.occurred) body.occurred_at = item.occurred
  else if (item.occurred === null) delete body.occurred_at
  if (item.door) return door.report(item.door, body, item.id)
  if (!item.incident || !item.move) return api.report(body as api.ReportBody, item.id, item.person)
  return api.fire(item.incident.id, item.move, item.incident.version, body, item.id, item.person)
}

const already = ({ body }: Item) => (Array.isArray(body.photos) ? (body.photos as string[]) : [])

/** The ids of its photos. Each has a key of its own, so that one whose answer was lost is not there twice. Null where a
 * key means another photo to the server: they go anew. */
async function upload(item: Item, rounds: number): Promise<string[] | null> {
  if (!item.photos) return []
  const blobs = await stored.photos(item.id)
  const names: string[] = []
  for (let place = 0; place < item.photos; place += 1) {
    const known = item.named[place] ?? (await give(item, place, blobs[place], rounds))
    if (!known) return null
    names.push(known)
  }
  return names
}

async function give(
  item: Item,
  place: number,
  blob: Blob | undefined,
  rounds: number,
): Promise<string | null> {
  // What cannot be read would else look like a network that is gone.
  const readable = blob && (await blob.arrayBuffer().catch(() => null))
  if (!blob || !readable) throw items.lost()
  try {
    const key = `${item.id}.${item.round}.${place}`
    const photo = new Blob([readable], { type: blob.type })
    const { id } = await (item.door
      ? door.uploadPhoto(photo, key, item.id)
      : api.uploadPhoto(photo, key, item.person))
    await stored.change(item.id, (found) =>
      found.round === item.round ? { ...found, named: { ...found.named, [place]: id } } : found,
    )
    return id
  } catch (error) {
    if (items.verdict(error) !== 'arrived') throw error
    if (rounds >= ROUNDS) throw items.lost()
    await anew(item.id)
    return null
  }
}
