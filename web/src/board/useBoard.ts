import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'

import * as api from '@/api'
import { explain } from '@/api/errors'
import type { Board } from '@/api/types'
import { useChanges } from '@/live'

/** Time alone makes cases late, and nothing is told of that. */
const EVERY = 30_000
/** While much happens, what is counted is asked for no more often than this. */
const APART = 3_000

/** Something that is counted, kept up to date while it is shown; the last answer while nobody answers. */
export function useCounted<T>(ask: () => Promise<T>, of: Ref<unknown>) {
  const found = shallowRef<T | null>(null)
  const problem = ref('')
  let turn = 0
  let asked = 0
  let soon = 0
  let timer = 0

  async function load(): Promise<void> {
    const mine = ++turn
    asked = Date.now()
    try {
      const answer = await ask()
      if (mine !== turn) return
      found.value = answer as T
      problem.value = ''
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }

  function later(): void {
    if (document.hidden) return
    window.clearTimeout(soon)
    soon = window.setTimeout(() => void load(), Math.max(0, asked + APART - Date.now()))
  }

  useChanges(later)
  onMounted(() => {
    timer = window.setInterval(later, EVERY)
    document.addEventListener('visibilitychange', later)
  })
  onBeforeUnmount(() => {
    turn += 1
    window.clearTimeout(soon)
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', later)
  })
  watch(
    of,
    () => {
      found.value = null
      void load()
    },
    { immediate: true },
  )

  return { found, problem, load }
}

export const useBoard = (place: Ref<string | null>) => useCounted<Board>(() => api.board(place.value), place)
