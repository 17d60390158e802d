/** How many notices wait for whoever is signed in. */

import { ref } from 'vue'

import * as api from './api'

export const unread = ref(0)

let asking: Promise<void> | null = null
let more = false

/** Ask anew; several at once are one question, and one more for what happened since it was asked. */
export function count(): Promise<void> {
  if (asking) more = true
  return (asking ??= api
    .notices(null, 1)
    .then(
      (found) => {
        unread.value = found.unread
      },
      () => undefined, // the next event asks again
    )
    .finally(() => {
      asking = null
      if (!more) return
      more = false
      return count()
    }))
}
