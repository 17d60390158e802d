/** Points that would lie over each other on the map are shown as one, with how many they are. */

import type { Point } from './place'

/** Where something is drawn, in pixels, and what of. */
export interface Spot {
  x: number
  y: number
  points: readonly Point[]
}

/** Pixels: a thumb. */
const CELL = 44
const RING = 26

interface Pixel {
  x: number
  y: number
}

/** One spot a cell of the screen. As near as it goes (`apart`), points of one place are spread round it instead, so that each can be
 * chosen. The current point always stands by itself. */
export function gathered(points: readonly Point[], place: (point: Point) => Pixel, apart: boolean): Spot[] {
  const cells = new Map<string, { point: Point; at: Pixel }[]>()
  for (const point of points) {
    const at = place(point)
    const key = point.current && !apart ? 'current' : `${Math.floor(at.x / CELL)} ${Math.floor(at.y / CELL)}`
    cells.set(key, [...(cells.get(key) ?? []), { point, at }])
  }
  return [...cells.values()].flatMap((cell) => (apart && cell.length > 1 ? spread(cell) : [together(cell)]))
}

function together(cell: readonly { point: Point; at: Pixel }[]): Spot {
  const [x, y] = [mean(cell.map(({ at }) => at.x)), mean(cell.map(({ at }) => at.y))]
  return { x, y, points: cell.map(({ point }) => point) }
}

function spread(cell: readonly { point: Point; at: Pixel }[]): Spot[] {
  const { x, y } = together(cell)
  const wide = Math.max(RING, (cell.length * RING) / Math.PI)
  return cell.map(({ point }, n) => {
    const angle = (2 * Math.PI * n) / cell.length
    return { x: x + wide * Math.sin(angle), y: y - wide * Math.cos(angle), points: [point] }
  })
}

const mean = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length
