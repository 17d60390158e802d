/** A list that is read page by page, and anew when something has happened. */

import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'

import { explain } from '@/api/errors'
import type { Item, Page } from '@/api/types'
import { useLive } from '@/live'

const TOGETHER = 400

export function usePages(ask: (cursor: string | null) => Promise<Page>) {
  const items = shallowRef<Item[] | null>(null)
  const next = ref<string | null>(null)
  const problem = ref('')
  let turn = 0
  let soon = 0

  async function read(cursor: string | null): Promise<void> {
    const mine = ++turn
    try {
      const page = await ask(cursor)
      if (mine !== turn) return
      items.value = cursor ? [...(items.value ?? []), ...page.items] : page.items
      next.value = page.next
      problem.value = ''
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }
  const load = () => read(null)
  const more = () => read(next.value)

  onMounted(load)
  useLive(({ name }) => {
    if (name !== 'incident' && name !== 'reset' && name !== 'opened') return
    window.clearTimeout(soon)
    soon = window.setTimeout(() => void load(), TOGETHER)
  })
  onBeforeUnmount(() => {
    turn += 1
    window.clearTimeout(soon)
  })
  return { items, next, problem, load, more }
}
