/** Figures over time: what is asked, what a rate says, and where each figure opens. */

import type { Formula, Indicators } from '@/api/types'

export const STEPS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Step = (typeof STEPS)[number]
export type By = (typeof BYS)[number]
export const BYS = ['city', 'township', 'unit', 'category', 'informant', 'intake', 'dispatcher'] as const
/** Whose figures are a person's. */
export const PERSONS: readonly By[] = ['informant', 'intake', 'dispatcher']

/** The patterns that are worth a look. */
export const WATCHED = [
  'reopened_early',
  'clock_reset',
  'extended_often',
  'ping_pong',
  'longer_category',
  'just_before',
] as const
/** Those of some objections that are to a pattern. */
export const toPatterns = <T extends { figure: string }>(objections: T[]): T[] =>
  objections.filter(({ figure }) => WATCHED.some((mark) => mark === figure))
export const TENTHS = Array.from({ length: 10 }, (_, index) => `tenth_${index + 1}`)

export type Marks = Indicators['marks']

const written = (day: Date) => day.toISOString().slice(0, 10)
const days = (year: number, month: number, day: number) => new Date(Date.UTC(year, month, day))

/** The last day of the period that begins with one, not beyond the end of all. */
export function lastOf(start: string, step: Step, to: string): string {
  const at = new Date(`${start}T00:00:00Z`)
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  const next = {
    day: days(year, month, day + 1),
    week: days(year, month, day + 7),
    month: days(year, month + 1, 1),
    quarter: days(year, month + 3, 1),
    year: days(year + 1, 0, 1),
  }[step]
  next.setUTCDate(next.getUTCDate() - 1)
  return written(next) < to ? written(next) : to
}

/** All starts of a range, also of periods in which nothing happened. */
export function starts(from: string, to: string, step: Step): string[] {
  const found: string[] = []
  let at = from
  while (at <= to && found.length < 500) {
    found.push(at)
    const next = new Date(`${lastOf(at, step, '9999-12-31')}T00:00:00Z`)
    next.setUTCDate(next.getUTCDate() + 1)
    at = written(next)
  }
  return found
}

const count = (marks: Marks, mark: string | null | undefined) => (mark ? (marks[mark] ?? 0) : 0)

/** Numerator and denominator. */
export function ratio(formula: Formula, marks: Marks): { over: number; under: number } {
  const over = Math.max(0, count(marks, formula.over) - count(marks, formula.less))
  return { over, under: count(marks, formula.under) }
}

/** `93.7`, of a hundred; none where nothing was due. */
export function share(formula: Formula, marks: Marks): number | null {
  const { over, under } = ratio(formula, marks)
  return under ? Math.round((1000 * over) / under) / 10 : null
}

/** The marks that a rate is made of, each once. */
export const marksOf = (formula: Formula): string[] => [
  ...new Set([formula.over, ...(formula.less ? [formula.less] : []), formula.under]),
]
