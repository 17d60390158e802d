import { ref, shallowRef } from 'vue'

import { explain } from './api/errors'

export interface Paged<T> {
  items: T[]
  next: string | null
}

/** A list that is read page by page. Of two answers the one that was asked for last counts. */
export function usePaged<T>(ask: (cursor: string | null) => Promise<Paged<T>>) {
  /** Nothing before the first answer. */
  const items = shallowRef<T[] | null>(null)
  const next = ref<string | null>(null)
  const problem = ref('')
  const loading = ref(false)
  let turn = 0

  async function read(cursor: string | null): Promise<void> {
    const mine = ++turn
    loading.value = true
    problem.value = ''
    try {
      const page = await ask(cursor)
      if (mine !== turn) return
      items.value = cursor ? [...(items.value ?? []), ...page.items] : page.items
      next.value = page.next
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  /** As before the first answer; what is still on its way does not count. */
  function clear(): void {
    turn += 1
    items.value = null
    next.value = null
    loading.value = false
  }

  return {
    items,
    next,
    problem,
    loading,
    /** From the beginning. */
    load: () => read(null),
    more: () => read(next.value),
    clear,
  }
}
