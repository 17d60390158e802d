/** The tour as the pages see it: which step is next, whose it is, and what has happened of it meanwhile. */

import { computed, onMounted, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as api from '@/api'
import { cityTime } from '@/api/client'
import { explain } from '@/api/errors'
import { language } from '@/language'
import { useFresh } from '@/live'
import * as outbox from '@/outbox'
import { person, roles, taken } from '@/session'
import { warn } from '@/said'

import { begin, change, progress, recall } from './kept'
import { address, current, PART, takes, where } from './steps'
import { words, type Words } from './words'

/** The words of the tour, when they are there. */
export function useWords() {
  const said = shallowRef<Words | null>(null)
  watch(language, async (tongue) => (said.value = await words(tongue)), { immediate: true })
  return said
}

export function useTour() {
  const route = useRoute()
  const router = useRouter()
  const step = computed(() => (progress.value ? current(progress.value) : null))
  const number = computed(() => progress.value?.number ?? null)
  /** Whether it is somebody else's turn, who is to be signed in first. */
  const another = computed(() => step.value !== null && !(person.value && takes(step.value, roles.value)))
  const at = computed(() => where(route.name, route.query))
  onMounted(recall)

  /** To where the next step begins. */
  async function go(): Promise<void> {
    await change({ on: true })
    if (step.value) await router.push(address(step.value, number.value, roles.value))
  }

  async function start(): Promise<void> {
    await begin(cityTime())
    await be()
  }

  /** Be who takes the next step: nothing of who was signed in stays in this window. */
  async function be(): Promise<void> {
    const next = step.value
    if (!next) return
    try {
      await change({ on: true })
      await taken(await api.tour({ part: PART[next], case: next === 'report' ? null : number.value }))
      window.location.assign(address(next, number.value, roles.value))
    } catch (error) {
      warn(explain(error))
    }
  }

  return { step, number, another, at, go, start, be }
}

/** Sees what happens to the tour's case while the pages are used. */
export function useWatching(): void {
  const route = useRoute()

  // The report is the one that was made in this browser since the tour began, and has arrived.
  const sent = computed(() => {
    const { began, number } = progress.value ?? {}
    if (number !== null || !began) return null
    const mine = outbox.items.value.find(
      ({ kind, made, answer }) => kind === 'report' && made >= began && answer,
    )
    return mine?.answer ?? null
  })
  watch(sent, (found) => found && void change({ number: found.number, state: found.state }), {
    immediate: true,
  })

  async function look(): Promise<void> {
    const { number, on } = progress.value ?? {}
    if (!number || !on) return
    try {
      const { state } = await api.incident(number)
      if (state !== progress.value?.state) await change({ state })
    } catch {
      // Not everybody in the tour may see it, and there may be no network: it stays as it was seen last.
    }
  }
  useFresh(() => void look())
  watch(
    () => [number(), route.fullPath] as const,
    () => void look(),
    { immediate: true },
  )
  watch(
    () => route.name,
    (name) => {
      const now = progress.value && current(progress.value)
      if (now === 'late' && name === 'board-cases') void change({ late: 'seen' })
    },
    { immediate: true },
  )
}

const number = () => progress.value?.number ?? null
