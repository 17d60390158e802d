import { computed, onActivated, onBeforeUnmount, onDeactivated, onMounted, ref, shallowRef, watch } from 'vue'

import * as api from '@/api'
import { cityTime, Unreachable } from '@/api/client'
import { explain } from '@/api/errors'
import type { Item } from '@/api/types'
import { copyOf, keepCopy } from '@/copies'
import { counts } from '@/frame/counts'
import { keepAhead } from '@/incident/keeping'
import { language } from '@/language'
import { useFresh } from '@/live'
import * as outbox from '@/outbox'
import { person } from '@/session'

import { groupOf } from './work'

const PAGE = 200
const MOST = 5
const EVERY = 60_000

/** The list of whoever is signed in, kept up to date; without a network as it was last, for as long as they stay
 * signed in. */
export function useWork() {
  const items = shallowRef<Item[] | null>(null)
  const problem = ref('')
  /** When it was so, where it is not as of now. */
  const since = ref('')
  let turn = 0
  let timer = 0
  let read_at = ''

  const key = () => `handle ${person.value?.id}`

  async function read(): Promise<Item[]> {
    const found: Item[] = []
    let cursor: string | null = null
    for (let page = 0; page < MOST; page += 1) {
      const { items: more, next }: { items: Item[]; next: string | null } = await api.queue(
        'handle',
        cursor,
        PAGE,
      )
      found.push(...more)
      cursor = next
      if (!cursor) break
    }
    return found
  }

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const found = await read()
      if (mine !== turn) return
      items.value = found
      problem.value = ''
      since.value = ''
      read_at = cityTime()
      void keepCopy(key(), found)
      void keepAhead('handle', found)
    } catch (error) {
      if (mine === turn) await without(error)
    }
  }

  async function without(error: unknown): Promise<void> {
    const away = error instanceof Unreachable
    const last = away && !items.value ? await copyOf<Item[]>(key()) : null
    if (last && !items.value) {
      items.value = last.value
      read_at = last.at
    }
    // A list that is good as of a while ago is no failure.
    since.value = away && items.value ? read_at : ''
    problem.value = since.value ? '' : explain(error)
  }

  const later = useFresh(() => void load())
  // What waited on the device has arrived.
  watch(outbox.waiting, (now, before) => {
    if (now < before) later()
  })
  watch(language, () => void load())
  watch(items, (found) => {
    counts.handle = found?.filter((item) => groupOf(item) === 'fresh').length ?? 0
  })

  // For what was not told.
  const begin = () => {
    window.clearInterval(timer)
    timer = window.setInterval(later, EVERY)
  }
  onMounted(() => {
    void load()
    begin()
  })
  onActivated(begin)
  onDeactivated(() => window.clearInterval(timer))
  onBeforeUnmount(() => {
    turn += 1
    window.clearInterval(timer)
  })

  return { items, problem, since, loading: computed(() => !items.value && !problem.value), load }
}
