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

/** What is so now; where nobody answers, what was so when somebody last did. */
export async function fresh<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const found = await ask()
    void keep(key, found)
    return found
  } catch (error) {
    const before = error instanceof Unreachable ? await kept<T>(key) : undefined
    if (before === undefined) throw error
    return before
  }
}
