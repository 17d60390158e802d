/** What residents report on this device, and what came of it: stored first, then sent until the city has it, as
 * `docs/outbox.md` promises to who signs in. Their receipts stay, since there is no other way back to a report. */

import { computed, shallowRef } from 'vue'

import type { DoorReport } from '@/api/types'
import { inOrder, NOBODY, type Item } from '@/outbox/items'
import { drain } from '@/outbox/sender'
import * as stored from '@/outbox/stored'

/** Newest first. */
export const items = shallowRef<Item[]>([])
export const waiting = computed(() => items.value.filter(({ state }) => state !== 'done'))

const AGAIN = 15_000
let sending: Promise<void> | null = null
let timer = 0

/** A device that several use, such as a computer in a hall, keeps no receipt of who was there before. */
const shared = !window.matchMedia('(pointer: coarse)').matches

export async function begin(): Promise<void> {
  stored.whenChanged(() => void read())
  if (shared) for (const { id, state } of await own()) if (state === 'done') await stored.drop(id)
  window.addEventListener('online', () => void send())
  document.addEventListener('visibilitychange', () => document.hidden || void send())
  await send()
}

/** On the device when it resolves, and being sent; rejects where the device keeps nothing. The same `id` is stored once,
 * from whichever window. */
export async function report(
  id: string,
  door: string,
  body: Partial<DoorReport>,
  photos: readonly Blob[],
  title: string,
  flow: string,
): Promise<void> {
  const item: Item = {
    id,
    person: NOBODY,
    kind: 'report',
    door,
    made: new Date().toISOString(),
    state: 'waiting',
    title,
    flow,
    body: { ...body },
    photos: photos.length,
    named: {},
    round: 0,
    unsure: false,
    tries: 0,
  }
  if (!(await stored.one(id))) await stored.add([{ item, photos }])
  await read()
  void navigator.storage?.persist?.().catch(() => undefined)
  await send()
}

/** It is what the sender is known by, so it is as hard to guess as a key. */
export function fresh(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** Once more now; `without` its photos, where these are what is refused. */
export async function again(id: string, without = false): Promise<void> {
  const how = (item: Item): Item => {
    const { after: _after, why: _why, ...rest } = item
    return { ...rest, state: 'waiting', ...(without ? { photos: 0, named: {}, round: item.round + 1 } : {}) }
  }
  await stored.replace(id, how, without ? [] : undefined)
  await read()
  await send()
}

export async function drop(id: string): Promise<void> {
  await stored.drop(id)
  await read()
}

export const photos = stored.photos

export function send(): Promise<void> {
  return (sending ??= round().finally(() => (sending = null)))
}

async function round(): Promise<void> {
  await read()
  clearTimeout(timer)
  if (!waiting.value.some(({ state }) => state !== 'stuck')) return
  const { wake } = await drain(NOBODY, () => undefined).catch(() => ({ wake: null }))
  await read()
  if (!waiting.value.some(({ state }) => state !== 'stuck')) return
  timer = window.setTimeout(() => void send(), Math.max(wake === null ? AGAIN : wake - Date.now(), 1_000))
}

const own = async () => (await stored.all().catch(() => [])).filter(({ person }) => person === NOBODY)

async function read(): Promise<void> {
  items.value = inOrder(await own()).reverse()
}
