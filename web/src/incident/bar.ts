/** A deadline as a picture: what counts is drawn to scale, what does not is folded to a notch. */

import type { Deadline, Segment } from '@/api/types'

export type Look = 'used' | 'left' | 'off' | 'paused' | 'over'

/** From `x` on, `width` wide, both in parts of 100. */
export interface Block {
  look: Look
  x: number
  width: number
}

export interface Mark {
  x: number
  at: string
}

export interface Picture {
  blocks: Block[]
  /** Where counted stretches begin, for the days below. */
  marks: Mark[]
  /** What has been used up to now, in parts of 100. */
  now: number
}

const NOTCH = 0.03
const ALL_NOTCHES = 0.3
const MOST_LATE = 0.4

interface Piece {
  look: Look
  size: number
  at: string | null
}

export function picture(deadline: Deadline): Picture {
  const pieces = sized([...pieced(deadline)])
  const whole = pieces.reduce((sum, piece) => sum + piece.size, 0) || 1
  const blocks: Block[] = []
  const marks: Mark[] = []
  let x = 0
  let now = 0
  for (const { look, size, at } of pieces) {
    const width = (size / whole) * 100
    blocks.push({ look, x, width })
    if (at) marks.push({ x, at })
    x += width
    if (look === 'used' || look === 'over') now = x
  }
  return { blocks, marks, now }
}

/** Gaps get a notch each; lateness, which has no end, at most so much. */
function sized(pieces: Piece[]): Piece[] {
  const sum = (...looks: Look[]) =>
    pieces.filter(({ look }) => looks.includes(look)).reduce((all, { size }) => all + size, 0)
  const counted = sum('used', 'left') || 1
  const late = Math.min(1, (counted * MOST_LATE) / (sum('over') || 1))
  const gaps = pieces.filter(({ look }) => look === 'off' || look === 'paused').length
  const notch = counted * Math.min(NOTCH, ALL_NOTCHES / Math.max(gaps, 1))
  const size = (piece: Piece) =>
    ({ used: piece.size, left: piece.size, over: piece.size * late, off: notch, paused: notch * 3 })[
      piece.look
    ]
  return pieces.map((piece) => ({ ...piece, size: size(piece) }))
}

function* pieced(deadline: Deadline): Generator<Piece> {
  const due = deadline.due_at === null ? Infinity : Date.parse(deadline.due_at)
  let used = deadline.used_seconds
  for (const { kind, seconds, start, end } of segments(deadline)) {
    if (kind !== 'work' && kind !== 'running') {
      // After the deadline a pause in counting has nothing to say.
      if (Date.parse(start) < due) yield { look: kind === 'paused' ? 'paused' : 'off', size: 0, at: null }
      continue
    }
    const spent = Math.min(used, seconds)
    const late = Math.min(spent, seconds * after(due, start, end))
    used -= spent
    if (spent > late) yield { look: 'used', size: spent - late, at: start }
    if (seconds > spent) yield { look: 'left', size: seconds - spent, at: spent > 0 ? null : start }
    if (late > 0) yield { look: 'over', size: late, at: null }
  }
  // A paused one has no end to draw to; what is left of it waits behind the pause.
  if (deadline.paused && (deadline.left_seconds ?? 0) > 0) {
    yield { look: 'left', size: deadline.left_seconds ?? 0, at: null }
  }
}

/** Which part of a stretch lies after the deadline. */
function after(due: number, start: string, end: string): number {
  const [from, to] = [Date.parse(start), Date.parse(end)]
  return to <= due ? 0 : Math.min(1, (to - due) / Math.max(1, to - from))
}

/** Without a breakdown: one stretch from the beginning to the end. */
function segments(deadline: Deadline): Segment[] {
  if (deadline.segments.length) return deadline.segments
  const { started_at: start, due_at, stopped_at, used_seconds, left_seconds } = deadline
  const seconds = Math.max(1, used_seconds + Math.max(0, left_seconds ?? 0))
  return [{ start, end: stopped_at ?? due_at ?? start, seconds, kind: 'running', name: '' }]
}
