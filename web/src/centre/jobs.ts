/** Jobs in words. */

import type { Job } from '@/api/types'
import { i18n } from '@/language'
import { day } from '@/words'

const t = i18n.global.t
const te = i18n.global.te

/** What kind of job it is; one without a word of its own stands as the program calls it. */
export const kindOf = (kind: string) => (te(`works.jobs.of.${kind}`) ? t(`works.jobs.of.${kind}`) : kind)

/** A night, a month; a rehearsal's period is its id, which says nothing. */
export function periodOf({ period, created_at }: Pick<Job, 'period' | 'created_at'>): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(period)) return `${day(`${period}T12:00:00+08:00`)} ${period.slice(0, 4)}`
  return /^[0-9a-f-]{36}$/.test(period) ? day(created_at) : period
}

/** The figures of a result that have a word, as `件数 12`. What is no number is for the record alone. */
export function figuresOf(result: Record<string, unknown> | null): string {
  return Object.entries(result ?? {})
    .filter(([name, value]) => typeof value === 'number' && te(`works.jobs.figure.${name}`))
    .map(([name, value]) => `${t(`works.jobs.figure.${name}`)} ${value as number}`)
    .join(' · ')
}
