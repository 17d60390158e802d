/** What can be reported, as this device knows it: what it was last told is there at once and without a network, and is
 * asked for anew beside it. Nothing of a person is in it, so it stays on the device when somebody signs out; the units
 * are those of a place, so each kind of post has its own copy. What somebody chose lately is theirs, and goes. */

import { computed, shallowRef } from 'vue'

import * as api from '@/api'
import type { Catalogue, CatalogueCategory, PublicCatalogue } from '@/api/types'
import { copyOf, keepCopy } from '@/copies'
import * as device from '@/device'
import { categoryName } from '@/names'
import { person } from '@/who'

/** Who is not signed in is told what can be reported, and no more. */
type Known = PublicCatalogue & Partial<Catalogue>

/** Kinds that somebody chose last, the newest first; so many are remembered. */
const MOST_RECENT = 12

export const catalogue = shallowRef<Known | null>(null)
export const chosenLately = shallowRef<readonly string[]>([])

const byKey = computed(() => new Map(catalogue.value?.categories.map((category) => [category.key, category])))

export const category = (key: string | null | undefined): CatalogueCategory | null =>
  (key && byKey.value.get(key)) || null

/** The copy of those who hold the same posts. */
const ofPosts = () => {
  const posts = (person.value?.posts ?? []).map(({ role, grid, unit }) => `${role}@${grid ?? unit ?? ''}`)
  return `catalogue ${posts.sort().join(' ')}`
}
const lately = () => `lately:${person.value?.id}`

let loading: Promise<Known> | null = null

/** The catalogue: as it was kept, if it was, else from the server. Throws what the server's silence throws only where
 * nothing is kept; then the next call asks again. */
export function load(): Promise<Known> {
  return (loading ??= read().catch((error: unknown) => {
    loading = null
    throw error
  }))
}

async function read(): Promise<Known> {
  const [kept, chosen] = await Promise.all([
    copyOf<Known>(ofPosts(), 'city'),
    device.kept<string[]>(lately()),
  ])
  chosenLately.value = chosen ?? []
  if (!kept) return renew()
  catalogue.value = kept.value
  // Without a network what is kept stands; with one, the form that is open follows.
  void renew().catch(() => (loading = null))
  return kept.value
}

async function renew(): Promise<Known> {
  const found = await (person.value ? api.catalogue() : api.publicCatalogue())
  // Kept before it is shown: what somebody has seen is there without a network too, unless the device is full.
  await keepCopy(ofPosts(), found, 'city')
  catalogue.value = found
  return found
}

/** Remembers that a kind was chosen, for whoever is signed in. */
export async function remember(key: string): Promise<void> {
  chosenLately.value = [key, ...chosenLately.value.filter((each) => each !== key)].slice(0, MOST_RECENT)
  await device.keep(lately(), [...chosenLately.value])
}

/** What a category belongs to, in the reader's language. */
export function groupName({ group }: CatalogueCategory): string {
  const known = catalogue.value?.groups.find(({ key }) => key === group)
  return known ? categoryName(known) : group
}
