/** What maps keep on the device for when there is no network: the territory, and nothing of anybody. */

import type { DBSchema, IDBPDatabase } from 'idb'

import { Unreachable } from '@/api/client'

interface Kept extends DBSchema {
  sheet: { key: string; value: unknown }
}

let opened: Promise<IDBPDatabase<Kept>> | null = null

const open = () =>
  (opened ??= import('idb').then(({ openDB }) =>
    openDB<Kept>('gridward-map', 1, { upgrade: (db) => void db.createObjectStore('sheet') }),
  ))

/** Nothing where the device keeps nothing, or may not. */
export async function kept<T>(key: string): Promise<T | undefined> {
  try {
    return (await (await open()).get('sheet', key)) as T | undefined
  } catch {
    return undefined
  }
}

async function keep(key: string, value: unknown): Promise<void> {
  try {
    await (await open()).put('sheet', value, key)
  } catch {
    opened = null // a full or forbidden store takes nothing away from who is online
  }
}

/** Milliseconds after which what is kept will do, while a bad line still tries. */
const PATIENCE = 3000

/** What is so now; where nobody answers, or not in a while, what was so when somebody last did. */
export async function fresh<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const asked = ask().then((found) => (void keep(key, found), found))
  return await soon(asked, () => kept<T>(key))
}

/** An answer, or what there is instead where it fails to come or takes long. */
export async function soon<T>(asked: Promise<T>, instead: () => Promise<T | undefined>): Promise<T> {
  const late = new Promise<undefined>((done) => window.setTimeout(done, PATIENCE))
  try {
    const first = await Promise.race([asked, late.then(instead)])
    return first === undefined ? await asked : first
  } catch (error) {
    const before = error instanceof Unreachable ? await instead() : undefined
    if (before === undefined) throw error
    return before
  }
}
