/** The help of the page that is shown: behind the button in the bar, and behind "?". */

import { onActivated, onBeforeUnmount, onDeactivated, onMounted, ref, shallowRef } from 'vue'

import type { Topic } from '@/help'
import { useKeys } from '@/keys'

/** What the page that is shown has to say, and whether it is open. */
export const topic = shallowRef<Topic | null>(null)
export const asked = ref(false)

export function askHelp(): void {
  asked.value = true
}

/** The page's topic. `key: false` where the page has "?" for something of its own, which may call `askHelp`. */
export function useHelp(name: Topic, { key = true }: { key?: boolean } = {}): void {
  const show = () => (topic.value = name)
  const leave = () => {
    if (topic.value === name) topic.value = null
  }
  onMounted(show)
  onActivated(show)
  onDeactivated(leave)
  onBeforeUnmount(leave)
  if (key) useKeys({ '?': askHelp })
}
