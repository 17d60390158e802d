/** A working calendar as it is edited: which days are off, made up for, called what; and what differs between two. */

import type { Years } from '@/api/ops'
import { language } from '@/language'

export type Mark = 'off' | 'on' | 'plain'
export interface Difference {
  date: string
  was: Mark
  is: Mark
  name: string
}

const DAY = 86_400_000
/** At noon in UTC, so that no zone makes another day of it. */
const at = (date: string) => new Date(`${date}T12:00:00Z`)
const iso = (moment: Date) => moment.toISOString().slice(0, 10)

export const weekend = (date: string) => [0, 6].includes(at(date).getUTCDay())

export function markOf(years: Years, date: string): Mark {
  const year = years[date.slice(0, 4)]
  if (year?.off?.includes(date)) return 'off'
  return year?.on?.includes(date) ? 'on' : 'plain'
}

export const nameOf = (years: Years, date: string) => years[date.slice(0, 4)]?.names?.[date] ?? ''

/** Whether it is worked, as the calendar has it. */
export const worked = (years: Years, date: string) => {
  const mark = markOf(years, date)
  return mark === 'plain' ? !weekend(date) : mark === 'on'
}

/** Another table, in which the day is so. A day off that is at rest anyhow needs no mark unless it has a name. */
export function marked(years: Years, date: string, mark: Mark, name: string): Years {
  const number = date.slice(0, 4)
  const year = years[number] ?? { off: [], on: [], names: {} }
  const without = (dates: readonly string[] = []) => dates.filter((each) => each !== date)
  const names = { ...year.names }
  delete names[date]
  if (mark !== 'plain' && name) names[date] = name
  return {
    ...years,
    [number]: {
      off: [...without(year.off), ...(mark === 'off' ? [date] : [])].sort(),
      on: [...without(year.on), ...(mark === 'on' ? [date] : [])].sort(),
      names,
    },
  }
}

/** What pressing a day makes of it: what is worked becomes a day off, what is at rest is worked; again, it is as it was. */
export const turned = (years: Years, date: string): Mark =>
  markOf(years, date) !== 'plain' ? 'plain' : weekend(date) ? 'on' : 'off'

/** The days from the first to the last, 60 at most. */
export function between(first: string, last: string): string[] {
  const [from, to] = [at(first).getTime(), at(last).getTime()]
  const found: string[] = []
  for (let day = from; day <= to && found.length < 60; day += DAY) found.push(iso(new Date(day)))
  return found
}

export const shifted = (date: string, days: number) => iso(new Date(at(date).getTime() + days * DAY))

/** The months of a year, each with its days and how many days of another month stand before its Monday. */
export function months(year: number): { name: string; ahead: number; dates: string[] }[] {
  const format = new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : 'zh-CN', {
    month: 'long',
    timeZone: 'UTC',
  })
  return Array.from({ length: 12 }, (_, index) => {
    const first = new Date(Date.UTC(year, index, 1, 12))
    const long = new Date(Date.UTC(year, index + 1, 0)).getUTCDate()
    return {
      name: format.format(first),
      ahead: (first.getUTCDay() + 6) % 7,
      dates: Array.from({ length: long }, (_, day) => shifted(iso(first), day)),
    }
  })
}

/** What of another table is otherwise, in the order of the days. */
export function differences(before: Years, after: Years): Difference[] {
  const dates = new Set(
    [before, after].flatMap((years) =>
      Object.values(years).flatMap(({ off, on }) => [...(off ?? []), ...(on ?? [])]),
    ),
  )
  return [...dates]
    .sort()
    .map((date) => ({
      date,
      was: markOf(before, date),
      is: markOf(after, date),
      name: nameOf(after, date) || nameOf(before, date),
    }))
    .filter(({ was, is }) => was !== is)
}

/** The years that only one of the two has. */
export const published = (before: Years, after: Years) =>
  Object.keys(after).filter((year) => !(year in before))

/** What a file says: `{"years": {"2027": {"off": […], "on": […], "names": {…}}}}`; null where it is none. */
export function fromFile(text: string): Years | null {
  try {
    const found: unknown = JSON.parse(text)
    const years = (found as { years?: unknown }).years
    if (typeof years !== 'object' || years === null || Array.isArray(years)) return null
    const whole = Object.entries(years as Record<string, Partial<Years[string]>>)
    return Object.fromEntries(
      whole.map(([year, { off = [], on = [], names = {} }]) => [year, { off, on, names }]),
    )
  } catch {
    return null
  }
}
