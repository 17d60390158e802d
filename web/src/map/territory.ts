/** The territory, from the city or, without a network, from what this device keeps of it. */

import * as api from '@/api'
import { Refusal } from '@/api/client'
import type { Boundaries, Grid, PlaceFound, Site } from '@/api/types'

import { holding } from './holding'
import { fresh, kept, soon } from './keeping'

const TOWNSHIP = 2
const VILLAGE = 3
const GROUP = 4

export const site = (): Promise<Site> => fresh('site', api.site)

export const boundaries = (under: string | null, level: number | null = null): Promise<Boundaries> =>
  fresh(`boundaries ${under ?? ''} ${level ?? ''}`, () => api.boundaries(under, level))

export const below = (under: string | null, level: number | null = null): Promise<Grid[]> =>
  fresh(`grids ${under ?? ''} ${level ?? ''}`, () => api.grids(under, level))

/** Has the device keep what a report needs without a network: the city's villages, and the groups and outlines of the
 * township that a grid lies in. */
export async function keepAround(grid: string): Promise<void> {
  const townships = await below(null, TOWNSHIP)
  await below(null, VILLAGE)
  const home = above(townships, grid)
  await Promise.all([site(), boundaries(null), boundaries(null, VILLAGE)])
  if (home) await Promise.all([below(home.code, GROUP), boundaries(home.code, GROUP), boundaries(home.code)])
}

/** The grid of a list that another lies in: a child's code starts with its parent's. */
export const above = (grids: readonly Grid[], code: string): Grid | undefined =>
  grids.find((each) => !each.special && code.startsWith(each.code))

/** The grid at a point, or nothing outside the city. */
export async function at(lat: number, lon: number): Promise<PlaceFound | null> {
  try {
    return await soon<PlaceFound | null>(
      api.gridAt(lat, lon),
      async () => (await keptAt(lat, lon)) ?? undefined,
    )
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null
    throw error
  }
}

/** The same from what is kept: as far down as its outlines go. */
async function keptAt(lat: number, lon: number): Promise<PlaceFound | null> {
  const sheet = (under: string, level: number) => kept<Boundaries>(`boundaries ${under} ${level}`)
  const village = holding((await sheet('', VILLAGE))?.features ?? [], lat, lon)
  if (!village) return null
  const township = above((await kept<Grid[]>(`grids  ${TOWNSHIP}`)) ?? [], village.properties.code)
  const groups = township ? await sheet(township.code, GROUP) : undefined
  const found = holding(groups?.features ?? [], lat, lon) ?? village
  return described(found.properties, way(await everything(), found.properties.code))
}

/** A grid that this device knows of, with the way down to it. */
export async function known(code: string): Promise<PlaceFound | null> {
  const [found] = await search(code, null, 1)
  return found?.code === code ? found : null
}

export const search = (words: string, level: number | null, limit: number): Promise<PlaceFound[]> =>
  soon(api.findGrids(words, level, limit), () => keptSearch(words.trim(), level, limit))

/** By name, code, pinyin and initials; addresses are the city's to read. Nothing where nothing is kept. */
async function keptSearch(
  words: string,
  level: number | null,
  limit: number,
): Promise<PlaceFound[] | undefined> {
  const all = await everything()
  if (!all.length) return undefined
  const found = all.filter((each) => (level === null || each.level === level) && means(words, each))
  found.sort((one, other) => one.level - other.level || one.code.localeCompare(other.code))
  return found.slice(0, limit).map((each) => described(each, way(all, each.code)))
}

function means(words: string, { name, code, pinyin, initials }: Grid): boolean {
  if (name.includes(words) || code.startsWith(words)) return true
  const letters = words.toLowerCase().replace(/[\s']/g, '')
  return letters.length > 1 && (pinyin.startsWith(letters) || initials.startsWith(letters))
}

/** Every grid that this device keeps. */
async function everything(): Promise<Grid[]> {
  const list = async (under: string, level: number) => (await kept<Grid[]>(`grids ${under} ${level}`)) ?? []
  const [townships, villages] = await Promise.all([list('', TOWNSHIP), list('', VILLAGE)])
  const groups = await Promise.all(townships.map(({ code }) => list(code, GROUP)))
  return [...townships, ...villages, ...groups.flat()]
}

const way = (grids: readonly Grid[], code: string) => [
  '', // the city's own name, which goes without saying
  ...grids
    .filter((each) => !each.special && code.startsWith(each.code))
    .sort((one, other) => one.level - other.level)
    .map(({ name }) => name),
]

type Known = Pick<PlaceFound, 'code' | 'name' | 'level' | 'special'> & { lat?: number; lon?: number }

const described = ({ code, name, level, special, lat, lon }: Known, path: string[]): PlaceFound => ({
  code,
  name,
  level,
  special,
  lat: lat ?? null,
  lon: lon ?? null,
  path_names: path,
})
