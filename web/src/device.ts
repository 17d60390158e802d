/** What this device keeps between visits, in IndexedDB: what waits to be sent, and what pages keep to work without a
 * network. Tastes are in `storage.ts`. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import type { Item } from './outbox/items'

interface Shape extends DBSchema {
  /** What was written on this device and is to reach the server, by its id. */
  outbox: { key: string; value: Item }
  /** The photos of it, by its id and their place. */
  photos: { key: [string, number]; value: Blob }
  /** What a page keeps for itself, by a name of its own. Wiped when somebody signs out. */
  kept: { key: string; value: unknown }
  /** What is the city's and nobody's, by name: it stays. */
  city: { key: string; value: unknown }
}

/** A page's own, or the city's. */
export type Store = 'kept' | 'city'

export type Device = IDBPDatabase<Shape>

/** For how long a browser is waited for that neither opens its storage nor refuses to. */
const PATIENCE = 3_000

let opened: Promise<Device> | null = null
/** It was waited for in vain, and nobody waits again until it answers after all. */
let mute = false

/** Rejects where the browser keeps nothing. */
export async function device(): Promise<Device> {
  const opening = open()
  const given = mute ? 0 : PATIENCE
  let timer = 0
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the storage does not open')), given) as unknown as number
  })
  try {
    return await Promise.race([opening, late])
  } catch (error) {
    mute = opened !== null
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function open(): Promise<Device> {
  return (opened ??= openDB<Shape>('gridward', 1, {
    upgrade(database) {
      database.createObjectStore('outbox', { keyPath: 'id' })
      database.createObjectStore('photos')
      database.createObjectStore('kept')
      database.createObjectStore('city')
    },
    // Pages of a later version want to change it: they go first.
    blocking: () => void close(),
    terminated: () => (opened = null),
  }).then(
    (database) => {
      mute = false
      return database
    },
    (error: unknown) => {
      opened = null
      throw error
    },
  ))
}

async function close(): Promise<void> {
  const last = opened
  opened = null
  ;(await last)?.close()
}

/** What was kept under a name; nothing where nothing was, or where the browser keeps nothing. */
export async function kept<T>(name: string, store: Store = 'kept'): Promise<T | null> {
  try {
    return ((await (await device()).get(store, name)) as T | undefined) ?? null
  } catch {
    return null
  }
}

/** Keep something for the next visit: of the same person, or of anybody where it is the city's. False where the browser
 * would not. */
export async function keep(name: string, value: unknown, store: Store = 'kept'): Promise<boolean> {
  try {
    await (await device()).put(store, value, name)
    return true
  } catch {
    return false
  }
}

export const forget = (name: string): Promise<void> => drop(name, 'kept')

export async function drop(name: string, store: Store): Promise<void> {
  await device()
    .then((database) => database.delete(store, name))
    .catch(() => undefined)
}

/** Nobody is signed in any more: nothing that a page kept stays. */
export async function forgetAll(): Promise<void> {
  await device()
    .then((database) => database.clear('kept'))
    .catch(() => undefined)
}
