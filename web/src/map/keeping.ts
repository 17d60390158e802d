/** What maps keep on the device for when there is no network: the territory, and nothing of anybody. */

import { Unreachable } from '@/api/client'
import { copyOf, keepCopy } from '@/copies'

const named = (key: string) => `map ${key}`

/** Nothing where the device keeps nothing, or may not. */
export const kept = async <T>(key: string): Promise<T | undefined> =>
  (await copyOf<T>(named(key), 'city'))?.value

/** Milliseconds after which what is kept will do, while a bad line still tries. */
const PATIENCE = 3000

/** What is so now; where nobody answers, or not in a while, what was so when somebody last did. */
export async function fresh<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const asked = ask().then((found) => (void keepCopy(named(key), found, 'city'), found))
  return await soon(asked, () => kept<T>(key))
}

/** An answer, or what there is instead where it fails to come or takes long. */
export async function soon<T>(asked: Promise<T>, instead: () => Promise<T | undefined>): Promise<T> {
  const late = new Promise<undefined>((done) => window.setTimeout(done, PATIENCE))
  try {
    const first = await Promise.race([asked, late.then(instead)])
    return first === undefined ? await asked : first
  } catch (error) {
    const before = error instanceof Unreachable ? await instead() : undefined
    if (before === undefined) throw error
    return before
  }
}
