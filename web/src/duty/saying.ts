/** Shifts and absences in words. */

import type { Gap, RosterLine } from '@/api/types'
import { i18n } from '@/language'
import { day, hour, moment, weekday } from '@/words'

const t = i18n.global.t

/** A calendar date of the city, as an instant within it. */
export const noon = (date: string) => `${date}T12:00:00+08:00`

/** `12月1日（周二）`. */
export const dated = (date: string) => t('duty.dated', { day: day(noon(date)), weekday: weekday(noon(date)) })

const DATES = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })

/** The city's date of an instant, as `2026-12-01`. */
export const dateOf = (iso: string) => DATES.format(new Date(iso))

/** `08:00–18:00`; an end at midnight is 24:00, one on a later day says so. */
export function hours(start: string, end: string): string {
  const first = dateOf(start)
  const last = hour(end)
  if (last === '00:00' && dateOf(new Date(Date.parse(end) - 1).toISOString()) === first)
    return `${hour(start)}–24:00`
  return dateOf(end) === first
    ? `${hour(start)}–${last}`
    : t('duty.overnight', { from: hour(start), to: moment(end) })
}

/** `每天 20:00–08:00，从11月2日起`. */
export function line({
  days,
  weekdays,
  begins,
  ends,
  starts_on: from,
  ends_on: to,
  kind,
}: RosterLine): string {
  const when =
    kind === 'leave'
      ? t('duty.line.leave')
      : `${weekdays.length < 7 ? weekdays.map((each) => t(`duty.weekday.${each}`)).join(t('duty.and')) : t(`duty.days.${days}`)} ${begins}–${ends}`
  const period = to
    ? t('duty.line.until', { from: day(noon(from)), to: day(noon(to)) })
    : t('duty.line.from', { from: day(noon(from)) })
  return t('duty.line.said', { when, period })
}

/** `派遣员 · 高邮街道：12月1日 08:00–18:00 没有人在班，这期间找陈×`. */
export function gap({ role, place, start, end, passes }: Gap): string {
  const persons = [...new Set(passes.flatMap((each) => each.persons.map(({ name }) => name)))]
  const what = {
    desk: t('duty.desk', { role: t(`words.role.${role}`), place: place.name }),
    from: moment(start),
    to: moment(end),
    who: persons.join(t('duty.and')),
  }
  return t(persons.length ? 'duty.gap.passes' : 'duty.gap.nobody', what)
}
