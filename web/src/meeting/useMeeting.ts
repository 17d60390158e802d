import { ref, shallowRef, watch, type Ref } from 'vue'

import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import * as meetings from '@/api/meetings'
import type { Meeting } from '@/api/types'
import { i18n, language } from '@/language'
import { useLive } from '@/live'
import { useOnce } from '@/once'
import { say } from '@/said'

const { t, te } = i18n.global

/** One meeting, kept up to date, and the one door for everything that is done to it. */
export function useMeeting(which: Ref<string>) {
  const meeting = shallowRef<Meeting | null>(null)
  const missing = ref(false)
  const problem = ref('')
  const busy = ref(false)
  const { keyOf, over } = useOnce()
  let turn = 0
  let before = Promise.resolve()
  let missed = false

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const found = await meetings.meeting(which.value)
      if (mine !== turn) return
      meeting.value = found
      problem.value = ''
    } catch (error) {
      if (mine !== turn) return
      missing.value = error instanceof Refusal && error.status === 404
      problem.value = explain(error)
      if (missing.value) meeting.value = null
    }
  }

  /** Makes a move, one after the other. What was refused is thrown, and the meeting is read again where somebody else
   *  was first. */
  function act(move: string, body: Record<string, unknown> = {}): Promise<void> {
    const done = before.then(() => made(move, body))
    before = done.catch(() => {})
    return done
  }

  async function made(move: string, body: Record<string, unknown>): Promise<void> {
    const seen = meeting.value
    if (!seen) return
    busy.value = true
    missed = false
    turn += 1
    try {
      const found = await meetings.move(seen, move, body, keyOf([move, seen.version, body]))
      over()
      if ('agenda' in found) meeting.value = found
      else await load()
      const told = `meeting.said.${move}`
      say(t(te(told) ? told : 'meeting.done', { number: seen.number }))
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) void load()
      throw error
    } finally {
      busy.value = false
      if (missed) void load()
    }
  }

  watch([which, language], load, { immediate: true })
  useLive(({ name, data }) => {
    if (name !== 'reset' && !(name === 'meeting' && data.id === meeting.value?.id)) return
    if (busy.value) missed = true
    else void load()
  })
  return { meeting, missing, problem, busy, load, act }
}

/** Makes a move of the meeting that is shown. */
export type Act = (move: string, body?: Record<string, unknown>) => Promise<void>
