/** The outbox on the device: one transaction a change, and every window of the browser is told. */

import { device } from '@/device'

import { cleared, stale, type Item } from './items'

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('gridward.outbox') : null
const ears = new Set<() => void>()

if (channel) channel.onmessage = () => ears.forEach((hear) => hear())

/** Be told when the outbox has changed, here or in another window. */
export function whenChanged(hear: () => void): void {
  ears.add(hear)
}

function changed(): void {
  channel?.postMessage('changed')
  ears.forEach((hear) => hear())
}

export const all = async (): Promise<Item[]> => (await device()).getAll('outbox')

export const one = async (id: string): Promise<Item | null> =>
  (await (await device()).get('outbox', id)) ?? null

/** The items and their photos, or none of it: when this resolves, they are on the device. */
export async function add(given: readonly { item: Item; photos: readonly Blob[] }[]): Promise<void> {
  const whole = (await device()).transaction(['outbox', 'photos'], 'readwrite', { durability: 'strict' })
  const turn = 1 + Math.max(0, ...(await whole.objectStore('outbox').getAll()).map(({ turn }) => turn ?? 0))
  await wholly(whole, () => [
    ...given.map(({ item }, place) => whole.objectStore('outbox').add({ ...item, turn: turn + place })),
    ...given.flatMap(({ item, photos }) =>
      photos.map((photo, place) => whole.objectStore('photos').put(photo, [item.id, place])),
    ),
  ])
  changed()
}

/** Whether it is there already, or was; false where the device keeps nothing. */
export const has = (id: string): Promise<boolean> =>
  one(id).then(
    (found) => found !== null,
    () => false,
  )

/** All of it, or where one thing cannot even be asked for, none. */
async function wholly(
  whole: { done: Promise<void>; abort: () => void },
  act: () => Promise<unknown>[],
): Promise<void> {
  const over = whole.done
  over.catch(() => undefined) // said below
  try {
    await Promise.all([...act(), over])
  } catch (error) {
    try {
      whole.abort()
    } catch {
      // It has ended by itself.
    }
    throw error
  }
}

/** Change what is there as it is at that moment; nothing where it is gone. */
export async function change(id: string, how: (item: Item) => Item): Promise<Item | null> {
  const whole = (await device()).transaction('outbox', 'readwrite')
  const found = await whole.store.get(id)
  const changedTo = found ? how(found) : null
  const other = changedTo !== null && changedTo !== found
  if (other) await whole.store.put(changedTo)
  await whole.done
  if (other) changed()
  return changedTo
}

/** Change everything at once. */
export async function changeAll(how: (item: Item) => Item | null): Promise<void> {
  const whole = (await device()).transaction(['outbox', 'photos'], 'readwrite')
  for (const item of await whole.objectStore('outbox').getAll()) {
    const changedTo = how(item)
    if (changedTo === item) continue
    if (changedTo) await whole.objectStore('outbox').put(changedTo)
    else await whole.objectStore('outbox').delete(item.id)
    if (!changedTo?.photos) await whole.objectStore('photos').delete(everyPhoto(item.id))
  }
  await whole.done
  changed()
}

export async function photos(id: string): Promise<Blob[]> {
  return (await device()).getAll('photos', everyPhoto(id))
}

/** Change it, and where there are other photos put them in place of its own; false where `how` leaves it as it is. */
export async function replace(
  id: string,
  how: (item: Item) => Item,
  other?: readonly Blob[],
): Promise<boolean> {
  const whole = (await device()).transaction(['outbox', 'photos'], 'readwrite')
  const found = await whole.objectStore('outbox').get(id)
  const changedTo = found && how(found)
  const changes = changedTo !== undefined && changedTo !== found
  await wholly(whole, () => [
    ...(changes ? [whole.objectStore('outbox').put(changedTo)] : []),
    ...(changes && other ? [whole.objectStore('photos').delete(everyPhoto(id))] : []),
    ...(changes && other
      ? other.map((photo, place) => whole.objectStore('photos').put(photo, [id, place]))
      : []),
  ])
  if (changes) changed()
  return changes
}

/** And what is behind it: without its report it could never go. */
export async function drop(id: string): Promise<void> {
  const whole = (await device()).transaction(['outbox', 'photos'], 'readwrite')
  const items = await whole.objectStore('outbox').getAll()
  const ids = [id, ...items.filter(({ behind }) => behind === id).map((item) => item.id)]
  await Promise.all([
    ...ids.map((each) => whole.objectStore('outbox').delete(each)),
    ...ids.map((each) => whole.objectStore('photos').delete(everyPhoto(each))),
    whole.done,
  ])
  changed()
}

/** The device passes into other hands: what arrived goes, with its receipts, and who to call back goes from what has
 * not arrived. What its writer wrote stays, unseen, until they sign in here again. */
export const handOver = (): Promise<void> =>
  changeAll((item) => {
    if (item.door) return item // never anybody's who signs in
    if (item.state === 'done') return null
    if (!('reporter' in item.body)) return item
    const { reporter: _reporter, ...body } = item.body
    return { ...item, body }
  })

/** Whoever sends is alone: what was being sent when a window closed waits again, and what arrived long ago goes. */
export async function tidy(now: number): Promise<void> {
  const items = await all()
  const old = new Set(stale(items, now).map(({ id }) => id))
  if (!old.size && !items.some(({ state }) => state === 'sending')) return
  await changeAll((item) => {
    if (old.has(item.id)) return null
    return item.state === 'sending' ? { ...cleared(item), state: 'waiting' } : item
  })
}

const everyPhoto = (id: string) => IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER])
