import { ref, shallowRef, watch, type Ref } from 'vue'

import { explain } from '@/api/errors'

interface Page<T> {
  items: T[]
  next: string | null
}

/** A list that belongs to a case, read when somebody wants to see it; another case begins anew. */
export function usePages<T>(
  which: Ref<string>,
  ask: (ref: string, cursor: string | null) => Promise<Page<T>>,
) {
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
      const page = await ask(which.value, cursor)
      if (mine !== turn) return
      items.value = cursor ? [...(items.value ?? []), ...page.items] : page.items
      next.value = page.next
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  watch(which, () => {
    turn += 1
    items.value = null
    next.value = null
    loading.value = false
  })

  return {
    items,
    next,
    problem,
    loading,
    /** From the beginning. */
    load: () => read(null),
    more: () => read(next.value),
  }
}
