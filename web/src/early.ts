/** Who is signed in, asked by the small script that a browser runs first: on a slow line the answer comes while the pages
 * themselves are still on their way. */

import { chosen, spoken } from './tongue'

/** With when it came, by this device's clock. */
export type Early = Promise<{ answer: Response; came: number }>

let asked: Early | null = null

export function askEarly(): void {
  asked = fetch('/api/v1/session', {
    headers: { Accept: 'application/json', 'Accept-Language': chosen() ?? spoken() },
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(20_000),
  }).then((answer) => ({ answer, came: Date.now() }))
  asked.catch(() => undefined) // who takes it says so
}

/** It answers once: whoever asks again asks anew. */
export function early(): Early | undefined {
  const taken = asked ?? undefined
  asked = null
  return taken
}
