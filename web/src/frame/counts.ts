/** How many wait in a place, shown at its name wherever the places stand. Whoever knows sets it: `counts.outbox = 2`. */

import { reactive } from 'vue'

export const counts = reactive<Record<string, number>>({})
