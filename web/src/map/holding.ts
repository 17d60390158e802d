/** Which outline holds a point, without asking anybody. */

import type { Boundaries } from '@/api/types'

export type Feature = Boundaries['features'][number]

type Ring = readonly (readonly number[])[]

/** The ordinary grid that holds a point, of the outlines that are given. */
export const holding = (features: readonly Feature[], lat: number, lon: number): Feature | undefined =>
  features.find((each) => !each.properties.special && within(each, lat, lon))

function within({ geometry }: Feature, lat: number, lon: number): boolean {
  const polygons = (
    geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates]
  ) as Ring[][]
  // In its outer ring and in none of its holes.
  return polygons.some(
    ([outer, ...holes]) => inside(outer ?? [], lat, lon) && !holes.some((hole) => inside(hole, lat, lon)),
  )
}

/** By the crossings of a ray to the east; a ring is closed, its last point its first. */
function inside(ring: Ring, lat: number, lon: number): boolean {
  let odd = false
  for (let at = 1; at < ring.length; at++) {
    const [x1 = 0, y1 = 0] = ring[at - 1] ?? []
    const [x2 = 0, y2 = 0] = ring[at] ?? []
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd
  }
  return odd
}
