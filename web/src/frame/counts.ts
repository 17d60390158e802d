/** How many wait in a place, shown at its name wherever the places stand. Whoever knows sets it: `counts.outbox = 2`. */

import { reactive, watchEffect } from 'vue'

export const counts = reactive<Record<string, number>>({})

// Not before the page is there: what waits on the device is read in its own time.
void import('@/outbox').then(({ waiting, stuck }) => {
  watchEffect(() => (counts.outbox = waiting.value + stuck.value))
})
