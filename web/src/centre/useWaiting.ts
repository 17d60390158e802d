/** What waits for who keeps the city, counted anew while the page is looked at. */

import { onBeforeUnmount, shallowRef } from 'vue'

import * as ops from '@/api/ops'
import type { Waiting } from '@/api/types'
import { useFresh } from '@/live'
import { keeper } from '@/session'

/** Letters and jobs have no live events of their own. */
const EVERY = 20_000

export function useWaiting() {
  const waiting = shallowRef<Waiting | null>(null)
  async function count(): Promise<void> {
    if (!keeper.value) return
    try {
      waiting.value = await ops.waiting()
    } catch {
      // The links stand there without their counts; the pages behind them say what is wrong.
      waiting.value = null
    }
  }
  const timer = window.setInterval(() => {
    if (!document.hidden) void count()
  }, EVERY)
  onBeforeUnmount(() => window.clearInterval(timer))
  useFresh(() => void count())
  void count()
  return { waiting, count }
}
