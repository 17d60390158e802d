import { onActivated, ref } from 'vue'

import * as duty from '@/api/duty'
import type { Duty, Role } from '@/api/types'
import { i18n } from '@/language'
import { person } from '@/session'
import { hour, weekday } from '@/words'

const t = i18n.global.t
/** Whose desk it is, the first that somebody is on duty at. */
const DESKS: readonly Role[] = ['duty', 'dispatcher', 'intake']

/** `陈某 至 18:00`: who is on duty at the reader's place. */
export function useOnDuty() {
  const onDuty = ref('')
  let found: Duty | null = null

  async function ask(): Promise<void> {
    const grid = person.value?.posts.find((post) => post.grid)?.grid
    if (!grid) return
    found = await duty.onDuty({ grid }, 'now').catch(() => found)
    onDuty.value = found ? said(found) : ''
  }

  onActivated(() => void ask())
  return { onDuty, ask }
}

function said({ roles, at }: Duty): string {
  for (const desk of DESKS) {
    const first = roles.find(({ role }) => role === desk)?.on_duty[0]
    if (first) {
      const { person, until } = first
      return until ? t('queue.dutyUntil', { name: person.name, when: clock(until, at) }) : person.name
    }
  }
  const next = roles.map((role) => role.next_at).filter((each) => each !== null)
  return next.length ? t('queue.dutyNext', { when: clock(next.sort()[0] as string, at) }) : ''
}

/** `18:00`, and with the day where it is another one. */
function clock(until: string, now: string): string {
  const near = new Date(until).getTime() - new Date(now).getTime() < 12 * 3_600_000
  return near ? hour(until) : `${weekday(until)} ${hour(until)}`
}
