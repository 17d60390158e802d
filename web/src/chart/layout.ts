/** Where the states of a case stand in the chart: stages from left to right, ends in a row below. What there is of
 * states and arrows comes from the API; one that is not placed here stands at the end of its row. */

import type { Chart } from '@/api/types'

export const BOX = { width: 152, height: 64 }
const STEP = { x: 192, y: 118 }
const MARGIN = 16

const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  reported: [0, 1],
  checking: [0, 0],
  accepted: [1, 1],
  dispatched: [2, 1],
  handling: [3, 1],
  suspended: [3, 0],
  resolved: [4, 1],
  closed: [5, 1],
  declined: [1, 2],
  withdrawn: [0, 2],
  merged: [2, 2],
  voided: [3, 2],
}

export interface Box {
  state: Chart['states'][number]
  x: number
  y: number
}

export interface Line {
  key: string
  from: string
  to: string
  moves: readonly string[]
  itself: boolean
  path: string
}

export function laid(states: Chart['states']): Box[] {
  let spare = 4
  return states.map((state) => {
    const [column, row] = PLACES[state.state] ?? [spare++, 2]
    return { state, x: MARGIN + column * STEP.x, y: MARGIN + row * STEP.y }
  })
}

export const size = (boxes: readonly Box[]) => ({
  width: Math.max(0, ...boxes.map(({ x }) => x)) + BOX.width + MARGIN,
  height: Math.max(0, ...boxes.map(({ y }) => y)) + BOX.height + MARGIN,
})

/** The arrows between boxes, each from edge to edge; there and back do not lie on each other. */
export function drawn(boxes: readonly Box[], arrows: Chart['arrows']): Line[] {
  const at = new Map(boxes.map((box) => [box.state.state as string, box]))
  return arrows.flatMap(({ start, to, moves, itself }) => {
    const [a, b] = [at.get(start), at.get(to)]
    if (!a || !b) return []
    return [{ key: `${start} ${to}`, from: start, to, moves, itself, path: curve(a, b) }]
  })
}

function curve(a: Box, b: Box): string {
  const [ax, ay] = middle(a)
  const [bx, by] = middle(b)
  const [dx, dy] = [bx - ax, by - ay]
  const length = Math.hypot(dx, dy) || 1
  // To the right of the way, and further out where boxes lie in between.
  const bend = 10 + (length > STEP.x * 1.2 ? length * 0.16 : 0)
  const [mx, my] = [(ax + bx) / 2 - (dy / length) * bend, (ay + by) / 2 + (dx / length) * bend]
  const [sx, sy] = edge(a, mx, my)
  const [ex, ey] = edge(b, mx, my)
  return `M${sx.toFixed(1)} ${sy.toFixed(1)} Q${mx.toFixed(1)} ${my.toFixed(1)} ${ex.toFixed(1)} ${ey.toFixed(1)}`
}

const middle = ({ x, y }: Box): [number, number] => [x + BOX.width / 2, y + BOX.height / 2]

/** Where the way from a box's middle towards a point leaves it. */
function edge(box: Box, x: number, y: number): [number, number] {
  const [cx, cy] = middle(box)
  const [dx, dy] = [x - cx, y - cy]
  const scale = Math.min(
    BOX.width / 2 / (Math.abs(dx) || Number.EPSILON),
    BOX.height / 2 / (Math.abs(dy) || Number.EPSILON),
  )
  return [cx + dx * scale, cy + dy * scale]
}
