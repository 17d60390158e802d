import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'

import * as api from '@/api'
import { cityTime, Refusal, Unreachable } from '@/api/client'
import { explain } from '@/api/errors'
import type { Incident, Moved } from '@/api/types'
import { i18n, language } from '@/language'
import { useLive } from '@/live'
import { seen as visible } from '@/moves/outcome'
import { carry } from '@/outbox/carry'
import { person } from '@/session'

import { forgetCase, keepCase, keptCase } from './keeping'
import { whoDid } from './who'

/** Changes are told as they happen; this is for where the stream does not get through. */
const EVERY = 30_000
const t = i18n.global.t

export interface Failure {
  message: string
  fields: Readonly<Record<string, string>>
}

/** The answer, or what went wrong, or neither: it is kept on this device and will be sent by itself. */
export interface Act {
  answer?: Incident | Moved
  failure?: Failure
}

/** One incident, kept up to date, and the one door for everything that is done to it. */
export function useIncident(which: Ref<string>) {
  const incident = shallowRef<Incident | null>(null)
  const missing = ref(false)
  const problem = ref('')
  const busy = ref(false)
  /** When it was so, where it is not as of now: there is no network. */
  const asOf = ref('')
  /** What somebody else did meanwhile, in a sentence. */
  const news = ref('')
  let turn = 0
  let timer = 0
  /** The newest entry that was told of while a move was under way. */
  let missed = 0
  let read_at = ''

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const found = await api.incident(which.value)
      if (mine === turn) take(found)
    } catch (error) {
      if (mine !== turn) return
      missing.value = error instanceof Refusal && error.status === 404
      problem.value = explain(error)
      if (missing.value) void forgetCase(which.value)
      if (error instanceof Unreachable) await without(mine)
    }
  }

  /** As it was when it was last read: that is no failure. */
  async function without(mine: number): Promise<void> {
    const last = incident.value ? null : await keptCase(which.value)
    if (mine !== turn) return
    if (last) {
      incident.value = last.value
      read_at = last.at
    }
    asOf.value = incident.value ? read_at : ''
    if (asOf.value) problem.value = ''
  }

  function take(found: Incident): void {
    const before = incident.value
    if (before && before.id === found.id && found.version > before.version) news.value = since(before, found)
    show(found)
  }

  function show(found: Incident): void {
    incident.value = found
    asOf.value = ''
    read_at = cityTime()
    void keepCase(found)
    missing.value = false
    problem.value = ''
  }

  /** Make a move against the version that is shown. Photos that are not uploaded yet go along. */
  async function act(
    move: string,
    payload: Record<string, unknown>,
    photos: readonly Blob[] = [],
  ): Promise<Act> {
    const seen = incident.value
    if (!seen || busy.value) return { failure: { message: '', fields: {} } }
    busy.value = true
    turn += 1
    try {
      news.value = ''
      const answer = await carry(seen, move, payload, photos)
      if (answer && visible(answer)) show(answer)
      return answer ? { answer } : {}
    } catch (error) {
      return { failure: await failure(error) }
    } finally {
      busy.value = false
      if (incident.value && missed > last(incident.value)) void load()
      missed = 0
    }
  }

  async function failure(error: unknown): Promise<Failure> {
    const refused = error instanceof Refusal ? error : null
    if (refused?.status === 409) await load()
    return {
      message: refused?.status === 409 && news.value ? news.value : explain(error),
      fields: refused?.fields ?? {},
    }
  }

  // What one did oneself is shown by the answer already.
  useLive(({ name, data }) => {
    if (name !== 'incident' && name !== 'reset' && name !== 'opened') return
    const shown = incident.value
    const seq = name === 'incident' ? (data.seq ?? Infinity) : Infinity
    // The line is back: also for what could not be read before.
    if (!shown && name !== 'incident') void load()
    if (!shown || (name === 'incident' && data.id !== shown.id) || seq <= last(shown)) return
    if (busy.value) missed = seq
    else void load()
  })

  const look = () => {
    if (!document.hidden && !busy.value) void load()
  }
  onMounted(() => {
    timer = window.setInterval(look, EVERY)
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', look)
  })
  onBeforeUnmount(() => {
    turn += 1
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
  })
  watch(
    which,
    () => {
      incident.value = null
      asOf.value = ''
      news.value = ''
      void load()
    },
    { immediate: true },
  )
  watch(language, () => void load())

  return { incident, missing, problem, asOf, busy, news, load, act }
}

const last = (incident: Incident) => Math.max(0, ...incident.timeline.map(({ seq }) => seq))

/** Who moved it on. */
function since(before: Incident, now: Incident): string {
  const known = last(before)
  const others = now.timeline.filter((entry) => entry.seq > known && entry.actor?.id !== person.value?.id)
  const entry = others.sort((a, b) => b.seq - a.seq).find((each) => each.actor) ?? others[0]
  if (!entry) return ''
  return t('incident.movedOn', { who: whoDid(entry), what: t(`moves.name.${entry.move}`) })
}
