/** Where something is, as the pages hold it while somebody says so. */

import type { PlaceFound } from '@/api/types'

export interface Place {
  grid: string | null
  lat: number | null
  lon: number | null
  /** In words: a road, a house number, what it is beside. */
  address: string | null
  /** What the grid is called, from its township down; empty while there is none. */
  name: string
}

export interface Pin {
  lat: number
  lon: number
}

/** Something to be shown at a point. `current` is the one that is being looked at. */
export interface Point extends Pin {
  id: string
  label: string
  lamp?: 'green' | 'yellow' | 'red' | undefined
  current?: boolean | undefined
  /** Only its grid is known: it stands somewhere within that. */
  vague?: boolean | undefined
}

export const nowhere = (): Place => ({ grid: null, lat: null, lon: null, address: null, name: '' })

/** `高邮街道 · 奎楼社区居委会 · 第三组`: the city itself goes without saying. */
export const called = ({ name, path_names: path }: Pick<PlaceFound, 'name' | 'path_names'>) =>
  (path.length > 1 ? path.slice(1) : [name]).join(' · ')
