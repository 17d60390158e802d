/** Time and amounts of it in words, in the language that is spoken. All moments are Beijing time. */

import { i18n, language } from './speech'

const ZONE = 'Asia/Shanghai'
const t = i18n.global.t

/** `11月30日（周一）11:00`, `Mon 30 Nov 11:00`; with the year where it is not this one. */
export function moment(iso: string): string {
  const { year, month, day, weekday, hour, minute } = parts(iso)
  const time = `${hour}:${minute}`
  const other = year !== parts(new Date().toISOString()).year
  if (language.value === 'en') return `${weekday} ${day} ${month}${other ? ` ${year}` : ''} ${time}`
  return `${other ? `${year}年` : ''}${month}${day}日（${weekday}）${time}`
}

/** `周一`, `Mon`. */
export const weekday = (iso: string) => parts(iso).weekday ?? ''

/** `11:00`. */
export const hour = (iso: string) => `${parts(iso).hour}:${parts(iso).minute}`

/** `11月30日`, `30 Nov`. */
export function day(iso: string): string {
  const found = parts(iso)
  return language.value === 'en' ? `${found.day} ${found.month}` : `${found.month}${found.day}日`
}

const formatOf = (locale: string) =>
  new Intl.DateTimeFormat(locale, {
    timeZone: ZONE,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
/** Made once: to make one takes many times what using it takes, and a week of a roster says a thousand moments. */
const FORMATS = { en: formatOf('en-GB'), 'zh-CN': formatOf('zh-CN') }

function parts(iso: string): Record<string, string> {
  const format = FORMATS[language.value === 'en' ? 'en' : 'zh-CN']
  const found = Object.fromEntries(
    format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]),
  )
  if (language.value !== 'en') {
    found.year = found.year?.replace('年', '') ?? ''
    found.month = `${found.month?.replace('月', '')}月`
    found.day = found.day?.replace('日', '') ?? ''
  }
  return found
}

/** `3时20分`. Working time has no days: how many hours a working day has is the rules' affair. */
export function duration(seconds: number, works: boolean): string {
  const minutes = Math.floor(Math.abs(seconds) / 60)
  if (minutes === 0) return t('time.moment')
  const days = works ? 0 : Math.floor(minutes / 1440)
  const hours = Math.floor((minutes - days * 1440) / 60)
  const said = [
    days && t('time.days', { n: days }),
    hours && t('time.hours', { n: hours }),
    minutes % 60 && !days && t('time.minutes', { n: minutes % 60 }),
  ].filter(Boolean)
  return said.join(language.value === 'en' ? ' ' : '')
}

interface Left {
  left_seconds: number | null
  works: boolean
  paused?: boolean
  late?: boolean
}

/** `剩 3时20分（工作时间）`, `超时 40分`. */
export function left({ left_seconds: seconds, works, paused, late }: Left): string {
  if (paused) {
    return seconds === null || seconds <= 0
      ? t('time.paused')
      : `${t('time.paused')} · ${left({ left_seconds: seconds, works })}`
  }
  if (seconds === null) return t(late ? 'time.overdue' : 'time.none')
  const time = duration(seconds, works)
  if (seconds < 0 || (late && seconds === 0)) {
    return seconds === 0 ? t('time.overdue') : t(works ? 'time.lateWorking' : 'time.late', { time })
  }
  return t(works ? 'time.leftWorking' : 'time.left', { time })
}

const BUDGET = /^(\d+)(m|h|d|wm|wh|wd|sd)$/

/** `4 个工作时`; what is no budget stays as the rules say it. */
export function budget(said: string): string {
  const found = BUDGET.exec(said)
  if (!found) return said
  const n = Number(found[1])
  return t(`time.budget.${found[2]}`, { n }, n)
}
