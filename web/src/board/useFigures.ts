/** Figures over time as a page asks for them. Who asks again before the answer has come is shown the later answer. */

import { ref, watch } from 'vue'

import * as api from '@/api'
import { explain } from '@/api/errors'
import type { Indicators } from '@/api/types'

type Question = Parameters<typeof api.indicators>[0]

export function useFigures(question: () => Question) {
  const found = ref<Indicators | null>(null)
  const problem = ref('')
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    problem.value = ''
    try {
      const answer = await api.indicators(question())
      if (mine === turn) found.value = answer
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }
  watch(
    () => JSON.stringify(question()),
    () => void load(),
    { immediate: true },
  )
  return { found, problem, load }
}
