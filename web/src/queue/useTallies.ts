import { onActivated, onBeforeUnmount, onDeactivated, shallowRef } from 'vue'

import * as api from '@/api'
import type { Tallies } from '@/api/types'
import { useLive } from '@/live'

const EVERY = 60_000
const TOGETHER = 400

/** How much waits in each queue, of the whole and not of what is shown; the last answer while nobody answers. */
export function useTallies() {
  const tallies = shallowRef<Tallies | null>(null)
  let timer = 0
  let soon = 0

  async function ask(): Promise<void> {
    if (document.hidden) return
    tallies.value = await api.tallies().catch(() => tallies.value)
  }

  useLive(({ name }) => {
    if (name !== 'incident' && name !== 'reset' && name !== 'opened') return
    window.clearTimeout(soon)
    soon = window.setTimeout(() => void ask(), TOGETHER)
  })
  const rest = () => window.clearInterval(timer)
  onActivated(() => {
    rest()
    timer = window.setInterval(() => void ask(), EVERY)
    void ask()
  })
  onDeactivated(rest)
  onBeforeUnmount(() => {
    window.clearTimeout(soon)
    rest()
  })

  return { tallies, ask }
}
