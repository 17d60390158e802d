/** Every call about what runs by itself: letters that nobody took, jobs, the calendar, the record of changes. */

import { ask } from './client'
import type {
  About,
  Calendar,
  CalendarForeseen,
  CalendarPublished,
  CalendarVersions,
  CalendarYears,
  ChainChecked,
  ChangesChain,
  DeadLetters,
  GivenUp,
  Job,
  JobKind,
  Jobs,
  JobWhole,
  Queued,
  ReceiptChecked,
  Records,
  Waiting,
} from './types'

/** Every open deadline is counted: as long as that takes. */
const COUNTING = 600_000

export const waiting = () => ask<Waiting>('/centre')

export const deadLetters = (cursor: string | null, limit: number) =>
  ask<DeadLetters>('/notices/dead', { query: { cursor, limit } })

/** Those that are named, or all. */
export const resend = (ids: string[] | null) =>
  ask<Queued>('/notices/dead/resend', { method: 'POST', body: ids ? { ids } : {} })

export const giveUp = (ids: string[], reason: string) =>
  ask<GivenUp>('/notices/dead/give_up', { method: 'POST', body: { ids, reason } })

export const jobs = (wanted: { kind: string; state: string }, cursor: string | null, limit: number) =>
  ask<Jobs>('/jobs', { query: { kind: wanted.kind || null, state: wanted.state || null, cursor, limit } })

export const jobKinds = () => ask<JobKind[]>('/jobs/kinds')

export const job = (id: string) => ask<JobWhole>(`/jobs/${encodeURIComponent(id)}`)

export const runJob = (id: string) => ask<Job>(`/jobs/${encodeURIComponent(id)}/run`, { method: 'POST' })

export const calendar = () => ask<Calendar>('/calendar')

export const calendarVersions = (cursor: string | null) =>
  ask<CalendarVersions>('/calendar/versions', { query: { cursor } })

export const calendarVersion = (number: number) => ask<CalendarYears>(`/calendar/versions/${number}`)

export type Years = CalendarYears['years']

/** Which open deadlines these years would move; nothing is changed. */
export const foreseeCalendar = (years: Years) =>
  ask<CalendarForeseen>('/calendar/check', { method: 'POST', body: { years }, patience: COUNTING })

export const publishCalendar = (years: Years, why: string, foreseen: string) =>
  ask<CalendarPublished>('/calendar', { method: 'POST', body: { years, why, foreseen }, patience: COUNTING })

export interface Sought {
  about: About | ''
  by: string | null
  subject: string | null
  number: string
  since: string
  until: string
}

export const records = ({ about, by, subject, number, since, until }: Sought, cursor: string | null) =>
  ask<Records>('/audit/records', {
    query: {
      about: about || null,
      by,
      subject,
      number: number.trim() || null,
      since: since || null,
      until: until || null,
      cursor,
    },
  })

export const changesChain = () => ask<ChangesChain>('/audit/changes/chain', { patience: COUNTING })

export const ledgerOf = (number: string) =>
  ask<ChainChecked>(`/audit/ledger/${encodeURIComponent(number)}`, { patience: COUNTING })

export const checkReceipt = (receipt: string) =>
  ask<ReceiptChecked>('/audit/receipt', { method: 'POST', body: { receipt }, patience: COUNTING })
