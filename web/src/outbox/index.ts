/** Everything that is written on this device and must reach the server: stored first, then sent until the server has
 * it. `docs/outbox.md` says what is promised. */

import { computed, shallowRef, watch } from 'vue'

import type { ReportBody } from '@/api'
import type { Incident, Moved, Submitted } from '@/api/types'
import { counts } from '@/frame/counts'
import { later } from '@/installed'
import { expired, person } from '@/session'

import { hushed, inOrder, type Item, type Seen, type Why } from './items'
import { past, passed, type Whole } from './past'
import { drain, look, type Round } from './sender'
import * as stored from './stored'

export { Unkept } from './past'
export { before, type Answer, type Fate, type Item, type Present, type Why } from './items'

/** Of whoever is signed in, newest first. */
export const items = shallowRef<Item[]>([])
/** How many wait or are being sent. */
export const waiting = computed(
  () => items.value.filter(({ state }) => state === 'waiting' || state === 'sending').length,
)
/** How many need somebody. */
export const stuck = computed(() => items.value.filter(({ state }) => state === 'stuck').length)
/** What keeps everything from being sent just now: status 0 is no network or no server, 401 the sign-in. */
export const trouble = shallowRef<Why | null>(null)

const PATIENCE = 8_000
/** While the server does not answer: asked again after this time, and after each further try a little later. */
const FIRST_SILENCE = 3_000
const LONGEST_SILENCE = 60_000
/** The moves on a case that wait on this device: what they do is not to be done again. Notes are: they say more. */
export const underWay = (incident: string): boolean =>
  items.value.some(
    ({ incident: on, move: name, state }) =>
      on?.id === incident && name && !NOTES.has(name) && (state === 'waiting' || state === 'sending'),
  )
const NOTES = new Set(['progress', 'message'])

/** What the server answered in full, for whoever asked in this window. */
const heard = new Map<string, Submitted | Incident | Moved>()

let running: Promise<void> | null = null
let once_more = false
let timer = 0
let silent = 0
/** Until when the server wants to be left alone. */
let hush = 0

/** A move that goes with a report, on the case that it becomes. */
export interface Next {
  move: string
  payload: Record<string, unknown>
  photos: readonly Blob[]
  title: string
}

/** Store a report; it is on the device when this resolves, and being sent. What comes `then` is stored with it, and goes
 * as soon as the report has its number. Stored once under one `key`, however often it is asked for. A device that keeps
 * nothing, or has no room, has it sent at once: then it has arrived when this resolves, or it rejects with `Unkept`, and
 * may be tried again under the same key. */
export async function report(
  body: ReportBody,
  photos: readonly Blob[] = [],
  title = '',
  then?: Next,
  key = fresh(),
): Promise<Item> {
  const given = { kind: 'report', title: title || body.description, body: { ...body } } as const
  const item = { ...made(given, photos, key), ...(await printed(body, photos)) }
  const all = [{ item, photos }]
  if (then) {
    const { move, payload, title: words } = then
    const next = made({ kind: 'move', title: words, body: { ...payload }, move, behind: key }, then.photos)
    all.push({ item: next, photos: then.photos })
  }
  try {
    return await put(all)
  } catch (error) {
    const there = await stored.one(key).catch(() => null)
    // Another window has sent what was begun. Where it was gone on with here, it is another one.
    if (there) return there.print && there.print === item.print ? there : report(body, photos, title, then)
    const sent = await past(all, error)
    await read()
    return sent
  }
}

/** Store a move on a case as it was seen. Moves on one case are sent in their order. `tried`: the key under which it
 * was already sent, and nobody answered. */
export async function move(
  incident: Seen,
  name: string,
  payload: Record<string, unknown>,
  photos: readonly Blob[] = [],
  title = '',
  tried?: string,
): Promise<Item> {
  const { id, number, version } = incident
  const body = { ...payload }
  const seen = { id, number, version }
  const item = made({ kind: 'move', title, body, incident: seen, move: name }, photos, tried)
  return put([{ item: { ...item, unsure: tried !== undefined }, photos }])
}

type Given = Pick<Item, 'kind' | 'title' | 'body'> & Partial<Pick<Item, 'incident' | 'move' | 'behind'>>

function made(given: Given, photos: readonly Blob[], key = fresh()): Item {
  if (!person.value) throw new Error('nobody is signed in')
  return {
    ...given,
    id: key,
    person: person.value.id,
    made: new Date().toISOString(),
    state: 'waiting',
    photos: photos.length,
    named: {},
    round: 0,
    unsure: false,
    tries: 0,
  }
}

async function put(all: Whole): Promise<Item> {
  await stored.add(all)
  await read()
  void navigator.storage?.persist?.().catch(() => undefined)
  void send()
  return all[0]!.item
}

/** Nothing where the pages are not reached by https: there twice written is twice sent. */
async function printed(body: ReportBody, photos: readonly Blob[]): Promise<{ print?: string }> {
  if (!crypto.subtle) return {}
  const whole = new TextEncoder().encode(JSON.stringify([body, photos.map(({ size }) => size)]))
  const print = new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
  return { print: [...print].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
}

/** Unlike the browser's own, also where the pages are not reached by https. */
export function fresh(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** The item once the server has answered; as it is when patience ends, or as soon as it is clear that it waits. */
export async function settled(id: string, patience_ms = PATIENCE): Promise<Item> {
  const gone = passed.get(id)
  if (gone) return gone
  const settling = new Promise<void>((resolve) => {
    const stop = watch(items, (all) => {
      const item = all.find((each) => each.id === id)
      if (item && item.state !== 'done' && item.state !== 'stuck' && !item.why) return
      queueMicrotask(() => stop())
      resolve()
    })
    setTimeout(() => {
      stop()
      resolve()
    }, patience_ms)
    void send().then(() => resolve())
  })
  const already = await stored.one(id)
  if (already && already.state !== 'done' && already.state !== 'stuck') await settling
  const item = await stored.one(id)
  if (!item) throw new Error('it is not in the outbox any more')
  return item
}

/** What the server answered to it in full, where it was sent from this window a moment ago. */
export const full = (id: string) => heard.get(id) ?? null

export const photos = (id: string): Promise<Blob[]> => stored.photos(id)

/** Whether it was stored here under this key. */
export const has = (id: string): Promise<boolean> => stored.has(id)

export interface Change {
  body?: Record<string, unknown>
  photos?: readonly Blob[]
  title?: string
}

/** Say it otherwise, and send it again. Not while it may have arrived: then nothing changes, and the answer is false. */
export async function edit(id: string, { body, photos: other, title }: Change): Promise<boolean> {
  const how = (item: Item): Item => {
    if (item.unsure || item.state === 'sending' || item.state === 'done') return item
    return {
      ...item,
      ...(body ? { body } : {}),
      ...(title ? { title } : {}),
      ...(other ? { photos: other.length, named: {}, round: item.round + 1 } : {}),
    }
  }
  if (!(await stored.replace(id, how, other))) return false
  await again(id)
  return true
}

/** Try it again now; a move on the case as it was shown to stand now, so that nothing unseen is passed over. */
export async function again(id: string): Promise<void> {
  const found = await stored.one(id)
  if (!found) return
  const moved = found.incident && found.why?.status === 409
  const now = found.now ?? (moved ? await look(found.incident!.id).catch(() => null) : null)
  await stored.change(id, (item) => {
    if (item.state === 'sending' || item.state === 'done') return item
    const { after: _after, bidden: _bidden, why: _why, now: _now, ...rest } = item
    const incident = item.incident && now ? { ...item.incident, version: now.version } : item.incident
    return { ...rest, state: 'waiting', ...(incident ? { incident } : {}) }
  })
  await read()
  void send()
}

/** Give it up. Only for what somebody confirmed. */
export async function drop(id: string): Promise<void> {
  await stored.drop(id)
  await read()
  void send()
}

/** Send everything that waits now, also what would wait a while longer; what the server put off, only where somebody
 * `pressed` for it. */
export async function hurry(pressed = true): Promise<void> {
  await stored
    .changeAll((item) => {
      if (item.person !== person.value?.id || item.state !== 'waiting' || !item.after) return item
      if (item.bidden && !pressed) return item
      const { after: _after, bidden: _bidden, ...rest } = item
      return rest
    })
    .catch(() => undefined) // the device itself failed: it goes at its own time
  await send(pressed)
}

/** Send what can be sent. Resolves after everything that waited at this moment was tried; at once where the server wants
 * to be left alone. */
export function send(pressed = false): Promise<void> {
  if (!pressed && hushed(hush, Date.now())) return Promise.resolve()
  if (running) {
    once_more = true
    return running
  }
  const turn = (async () => {
    do {
      once_more = false
      await round()
    } while (once_more)
  })().finally(() => {
    running = null
  })
  running = turn
  return turn
}

async function round(): Promise<void> {
  const whose = person.value?.id
  if (!whose) return
  let ended: Round
  try {
    ended = await drain(whose, (id, answer) => {
      heard.set(id, answer)
      setTimeout(() => heard.delete(id), 60_000)
    })
  } catch {
    // The device itself failed: it goes on later, or at the next sign of life.
    clearTimeout(timer)
    timer = window.setTimeout(() => void send(true), LONGEST_SILENCE)
    return
  }
  trouble.value = ended.trouble
  if (ended.signIn) expired.value = true
  await read()
  rest(ended)
}

function rest({ trouble: why, signIn, wake }: Round): void {
  clearTimeout(timer)
  silent = why && !signIn ? silent + 1 : 0
  hush = why?.retry ? Date.now() + why.retry : 0
  const waits = items.value.some(({ state }) => state === 'waiting')
  if (!waits || signIn) return
  void later()
  const silence = Math.min(FIRST_SILENCE * 2 ** Math.min(silent - 1, 8), LONGEST_SILENCE)
  const pause = why
    ? Math.max(silence, why.retry ?? 0)
    : wake === null
      ? null
      : Math.max(wake - Date.now(), 200)
  if (pause !== null) timer = window.setTimeout(() => void send(true), pause)
}

async function read(): Promise<void> {
  const whose = person.value?.id
  const found = whose ? await stored.all().catch(() => []) : []
  const all = [...found, ...passed.values()]
  items.value = inOrder(all.filter((item) => item.person === whose)).reverse()
}

stored.whenChanged(() => void read())
window.addEventListener('online', () => void hurry(false))
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void send()
})
watch([() => person.value?.id, expired], () => void read().then(() => send()), { immediate: true })

watch([waiting, stuck], () => (counts.outbox = waiting.value + stuck.value), { immediate: true })
