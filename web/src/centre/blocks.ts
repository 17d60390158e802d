/** A week's rosters as blocks along each day. */

import type { Week, WeekRow } from '@/api/types'
import { hours, noon } from '@/duty/saying'

const DAY = 86_400_000

export interface Block {
  /** Per cent of the day. */
  from: number
  to: number
  how: string
}

export interface Hole extends Block {
  hours: string
}

export interface Desk {
  key: string
  role: WeekRow['role']
  place: WeekRow['place']
  rows: WeekRow[]
  /** Day by day, when nobody of it is on duty. */
  holes: Hole[][]
}

/** Midnight of a date of the city. */
const midnight = (date: string) => Date.parse(noon(date)) - DAY / 2

function within(start: string, end: string, date: string): { from: number; to: number } | null {
  const base = midnight(date)
  const from = Math.max(0, Date.parse(start) - base) / DAY
  const to = Math.min(DAY, Date.parse(end) - base) / DAY
  return to > from && from < 1 ? { from: from * 100, to: to * 100 } : null
}

/** The shifts of one day; what runs past midnight goes on at the edge of its own day. */
export function blocks(row: WeekRow, index: number): Block[] {
  const found = row.days[index]
  if (!found) return []
  return found.spans.flatMap((span) => {
    const part = within(span.start, span.end, found.date)
    return part ? [{ ...part, how: span.how }] : []
  })
}

/** The rows of a week by desk, each with when nobody of it is there. */
export function desks(week: Week): Desk[] {
  const dates = week.posts[0]?.days.map(({ date }) => date) ?? []
  const found = new Map<string, Desk>()
  for (const row of week.posts) {
    const key = `${row.role} ${row.place.code}`
    const desk = found.get(key) ?? { key, role: row.role, place: row.place, rows: [], holes: [] }
    found.set(key, { ...desk, rows: [...desk.rows, row] })
  }
  return [...found.values()].map((desk) => ({
    ...desk,
    holes: dates.map((date) =>
      week.uncovered
        .filter(({ role, place }) => role === desk.role && place.code === desk.place.code)
        .flatMap(({ start, end }) => {
          const part = within(start, end, date)
          return part ? [{ ...part, how: 'hole', hours: clipped(start, end, date) }] : []
        }),
    ),
  }))
}

function clipped(start: string, end: string, date: string): string {
  const base = midnight(date)
  const from = new Date(Math.max(Date.parse(start), base)).toISOString()
  const to = new Date(Math.min(Date.parse(end), base + DAY)).toISOString()
  return hours(from, to)
}
