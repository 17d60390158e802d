/** Outlines as a picture without a map: from degrees to the picture's own units and back, and what lies where. Pure. */

import type { Boundaries } from '@/api/types'
import type { Pin } from '@/map/place'

type Ring = readonly (readonly [number, number])[]
export type Feature = Boundaries['features'][number]

export const WIDTH = 1000
const MARGIN = 20

/** The rings of an outline, as longitude and latitude. */
export function rings({ geometry }: Feature): Ring[] {
  const { type, coordinates } = geometry
  return (type === 'Polygon' ? coordinates : coordinates.flat(1)) as Ring[]
}

export interface Sheet {
  height: number
  x: (lon: number) => number
  y: (lat: number) => number
  back: (x: number, y: number) => Pin
}

/** How these outlines lie on a sheet of this width: a degree of longitude is shorter than one of latitude. */
export function sheet(features: readonly Feature[]): Sheet {
  const points = features.flatMap((feature) => rings(feature).flat())
  const lons = points.map(([lon]) => lon)
  const lats = points.map(([, lat]) => lat)
  const [west, east, south, north] = [
    Math.min(...lons),
    Math.max(...lons),
    Math.min(...lats),
    Math.max(...lats),
  ]
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const wide = Math.max((east - west) * narrow, 1e-9)
  const high = Math.max(north - south, 1e-9)
  const scale = (WIDTH - 2 * MARGIN) / Math.max(wide, high / 1.2)
  const left = (WIDTH - wide * scale) / 2
  return {
    height: high * scale + 2 * MARGIN,
    x: (lon) => left + (lon - west) * narrow * scale,
    y: (lat) => MARGIN + (north - lat) * scale,
    back: (x, y) => ({
      lat: Number((north - (y - MARGIN) / scale).toFixed(6)),
      lon: Number((west + (x - left) / narrow / scale).toFixed(6)),
    }),
  }
}

/** The outline that a point lies in. */
export const at = (features: readonly Feature[], { lat, lon }: Pin): Feature | undefined =>
  features.find((feature) => !feature.properties.special && within(rings(feature), lon, lat))

/** By how often a line to the east crosses the border: holes are crossed twice. */
function within(borders: readonly Ring[], lon: number, lat: number): boolean {
  let inside = false
  for (const ring of borders) {
    ring.forEach(([x1, y1], index) => {
      const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1]
      if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
    })
  }
  return inside
}
