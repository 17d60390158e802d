import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'

import { Unreachable } from '@/api/client'
import { explain } from '@/api/errors'
import type { Item, Page } from '@/api/types'
import { copyOf, keepCopy } from '@/copies'
import { keepAhead } from '@/incident/keeping'
import { language } from '@/language'
import { useFresh } from '@/live'
import { person } from '@/session'

type Ask = (cursor: string | null, limit: number) => Promise<Page>

/** A list of cases, newest or most urgent first, brought up to date when something happens. Its first page is kept on
 * the device, so that it is there without a network too; where it is what somebody has to do, `ahead`, so is each case
 * of it. `name` says which list it is. */
export function useCases(name: Ref<string>, ask: Ref<Ask>, limit: number, ahead = false) {
  const items = shallowRef<Item[]>([])
  const next = ref<string | null>(null)
  const loaded = ref(false)
  /** What is shown is from an earlier visit: the server does not answer. */
  const old = ref(false)
  const problem = ref('')
  let turn = 0
  let wanted = 0

  const key = () => `cases:${name.value}:${person.value?.id}`

  async function load(): Promise<void> {
    const mine = ++turn
    const size = Math.max(limit, Math.min(Math.max(items.value.length, wanted), 200))
    try {
      const page = await ask.value(null, size)
      if (mine !== turn) return
      show(page)
      old.value = false
      problem.value = ''
      if (ahead) void keepAhead(name.value, page.items)
      void keepCopy<Page>(key(), { items: page.items.slice(0, limit), next: page.next })
    } catch (error) {
      if (mine === turn) await failed(error, mine)
    }
    if (mine === turn) loaded.value = true
  }

  async function failed(error: unknown, mine: number): Promise<void> {
    const before = error instanceof Unreachable ? (await copyOf<Page>(key()))?.value : null
    if (mine !== turn) return
    if (before && !items.value.length) show({ items: before.items, next: null })
    old.value = error instanceof Unreachable
    problem.value = old.value && items.value.length ? '' : explain(error)
  }

  /** Whichever comes first, this or a reading of all anew: what was asked for is there in the end. */
  async function more(): Promise<void> {
    const mine = ++turn
    wanted = items.value.length + limit
    try {
      const page = await ask.value(next.value, limit)
      if (mine !== turn) return
      const known = new Set(items.value.map(({ id }) => id))
      show({ items: [...items.value, ...page.items.filter(({ id }) => !known.has(id))], next: page.next })
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }

  function show(page: Page): void {
    items.value = page.items
    next.value = page.next
  }

  useFresh(() => void load())
  onBeforeUnmount(() => {
    turn += 1
  })
  watch(
    [name, language],
    () => {
      items.value = []
      wanted = 0
      loaded.value = false
      void load()
    },
    { immediate: true },
  )

  return { items, next, loaded, old, problem, load, more }
}
