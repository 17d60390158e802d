import { onActivated, onBeforeUnmount, onDeactivated, shallowRef } from 'vue'

import * as api from '@/api'
import type { Tallies } from '@/api/types'
import { useChanges } from '@/live'

const EVERY = 60_000

/** How much waits in each queue, of the whole and not of what is shown; the last answer while nobody answers. */
export function useTallies() {
  const tallies = shallowRef<Tallies | null>(null)
  let timer = 0

  async function ask(): Promise<void> {
    if (document.hidden) return
    tallies.value = await api.tallies().catch(() => tallies.value)
  }

  useChanges(() => void ask())
  const rest = () => window.clearInterval(timer)
  onActivated(() => {
    rest()
    timer = window.setInterval(() => void ask(), EVERY)
    void ask()
  })
  onDeactivated(rest)
  onBeforeUnmount(rest)

  return { tallies, ask }
}
