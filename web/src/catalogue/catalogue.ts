/** What can be reported, as this device knows it: what it was last told is there at once and without a network, and is
 * asked for anew beside it. Nothing of a person is in it; the units are those of a place, so each kind of post has its
 * own copy. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { computed, shallowRef } from 'vue'

import * as api from '@/api'
import type { Catalogue, CatalogueCategory } from '@/api/types'
import { person } from '@/session'

interface Kept extends DBSchema {
  catalogue: { key: string; value: Catalogue }
  recent: { key: string; value: string[] }
}

/** Kinds that somebody chose last, the newest first; so many are remembered. */
const MOST_RECENT = 12

export const catalogue = shallowRef<Catalogue | null>(null)
export const chosenLately = shallowRef<readonly string[]>([])

const byKey = computed(() => new Map(catalogue.value?.categories.map((category) => [category.key, category])))

export const category = (key: string | null | undefined): CatalogueCategory | null =>
  (key && byKey.value.get(key)) || null

let opened: Promise<IDBPDatabase<Kept> | null> | null = null

/** A browser may refuse to keep anything (a private window): then it is asked for each time. */
const device = () =>
  (opened ??= openDB<Kept>('gridward-catalogue', 1, {
    upgrade(db) {
      db.createObjectStore('catalogue')
      db.createObjectStore('recent')
    },
  }).catch(() => null))

const posts = () =>
  (person.value?.posts ?? [])
    .map(({ role, grid, unit }) => `${role}@${grid ?? unit ?? ''}`)
    .sort()
    .join(' ')

let loading: Promise<Catalogue> | null = null

/** The catalogue: as it was kept, if it was, else from the server. Throws what the server's silence throws only where
 * nothing is kept; then the next call asks again. */
export function load(): Promise<Catalogue> {
  return (loading ??= read().catch((error: unknown) => {
    loading = null
    throw error
  }))
}

async function read(): Promise<Catalogue> {
  const db = await device()
  const [kept, lately] = await Promise.all([
    db?.get('catalogue', posts()),
    db?.get('recent', person.value?.id ?? ''),
  ])
  chosenLately.value = lately ?? []
  if (!kept) return renew()
  catalogue.value = kept
  // Without a network what is kept stands; with one, the form that is open follows.
  void renew().catch(() => (loading = null))
  return kept
}

async function renew(): Promise<Catalogue> {
  const found = await api.catalogue()
  // Kept before it is shown: what somebody has seen is there without a network too, unless the device is full.
  await (await device())?.put('catalogue', found, posts()).catch(() => undefined)
  catalogue.value = found
  return found
}

/** Remembers that a kind was chosen, for whoever is signed in. */
export async function remember(key: string): Promise<void> {
  chosenLately.value = [key, ...chosenLately.value.filter((each) => each !== key)].slice(0, MOST_RECENT)
  await (await device())?.put('recent', [...chosenLately.value], person.value?.id ?? '')
}
