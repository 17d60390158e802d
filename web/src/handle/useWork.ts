import { computed, onActivated, onBeforeUnmount, onDeactivated, onMounted, ref, shallowRef, watch } from 'vue'

import * as api from '@/api'
import { Unreachable } from '@/api/client'
import { explain } from '@/api/errors'
import type { Item } from '@/api/types'
import { keep, kept } from '@/device'
import { counts } from '@/frame/counts'
import { language } from '@/language'
import { useFresh } from '@/live'
import * as outbox from '@/outbox'
import { person } from '@/session'

import { groupOf } from './work'

const PAGE = 200
const MOST = 5
const EVERY = 60_000

interface Kept {
  person: string
  at: string
  items: Item[]
}

/** The list of whoever is signed in, kept up to date; without a network as it was last, for as long as they stay
 * signed in. */
export function useWork() {
  const items = shallowRef<Item[] | null>(null)
  const problem = ref('')
  /** When it was so, where it is not as of now. */
  const since = ref('')
  let turn = 0
  let timer = 0

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
      const me = person.value?.id
      if (me) void keep('handle', { person: me, at: new Date().toISOString(), items: found } satisfies Kept)
    } catch (error) {
      if (mine === turn) await without(error)
    }
  }

  async function without(error: unknown): Promise<void> {
    problem.value = explain(error)
    if (!(error instanceof Unreachable) || items.value) return
    const last = await kept<Kept>('handle')
    if (!last || last.person !== person.value?.id || items.value) return
    items.value = last.items
    since.value = last.at
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
