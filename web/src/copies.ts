/** What the server answered, kept on the device to be read without a network. Answers have the shape that the pages were
 * built for: what another version kept is dropped, whatever of it would still fit. */

import { cityTime } from './api/client'
import { drop, keep, kept, type Store } from './device'

interface Copy<T> {
  shape: string
  at: string
  value: T
}

/** What was so when it was kept, and when that was. */
export type Found<T> = Pick<Copy<T>, 'at' | 'value'>

export async function copyOf<T>(name: string, store: Store = 'kept'): Promise<Found<T> | null> {
  const found = await kept<Partial<Copy<T>>>(name, store)
  if (!found) return null
  if (found.shape === __SHAPE__) return found as Copy<T>
  await drop(name, store)
  return null
}

/** False where the browser would not. */
export const keepCopy = <T>(name: string, value: T, store: Store = 'kept'): Promise<boolean> =>
  keep(name, { shape: __SHAPE__, at: cityTime(), value } satisfies Copy<T>, store)
