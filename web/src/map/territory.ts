/** The territory, from the city or, without a network, from what this device keeps of it. */

import * as api from '@/api'
import { Unreachable } from '@/api/client'
import type { Boundaries, Grid, PlaceFound, Site } from '@/api/types'

import { holding } from './holding'
import { fresh } from './keeping'

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
    return await api.gridAt(lat, lon)
  } catch (error) {
    if (error instanceof Unreachable) return await keptAt(lat, lon)
    if ((error as { status?: number }).status === 404) return null
    throw error
  }
}

/** The same from what is kept: as far down as its outlines go. */
async function keptAt(lat: number, lon: number): Promise<PlaceFound | null> {
  const village = holding((await boundaries(null, VILLAGE)).features, lat, lon)
  if (!village) return null
  const township = above(await below(null, TOWNSHIP), village.properties.code)
  const groups = township && (await boundaries(township.code, GROUP).catch(() => null))
  const found = (groups && holding(groups.features, lat, lon)) ?? village
  return described(found.properties, await pathOf(found.properties.code))
}

/** A grid that this device knows of, with the way down to it. */
export async function known(code: string): Promise<PlaceFound | null> {
  const [found] = await search(code, null, 1)
  return found?.code === code ? found : null
}

export async function search(words: string, level: number | null, limit: number): Promise<PlaceFound[]> {
  try {
    return await api.findGrids(words, level, limit)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return await keptSearch(words.trim(), level, limit)
  }
}

async function keptSearch(words: string, level: number | null, limit: number): Promise<PlaceFound[]> {
  const all = await everything()
  const found = all.filter(
    (each) =>
      (level === null || each.level === level) && (each.name.includes(words) || each.code.startsWith(words)),
  )
  found.sort((one, other) => one.level - other.level || one.code.localeCompare(other.code))
  return found.slice(0, limit).map((each) => described(each, way(all, each.code)))
}

async function everything(): Promise<Grid[]> {
  const [townships, villages] = await Promise.all([below(null, TOWNSHIP), below(null, VILLAGE)])
  const groups = await Promise.all(townships.map(({ code }) => kept(code)))
  return [...townships, ...villages, ...groups.flat()]
}

/** Only what is there already: nobody answers now. */
const kept = async (township: string) =>
  (await import('./keeping')).kept<Grid[]>(`grids ${township} ${GROUP}`).then((found) => found ?? [])

const pathOf = async (code: string) => way(await everything(), code)

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
