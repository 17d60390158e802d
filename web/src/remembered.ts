/** Who was signed in last on this device, so that the pages open without a network. Not how they signed in: that is the
 * browser's cookie, which no script reads. */

import type { Session } from './api/types'
import { forget, forgetAll, kept, keep } from './device'

type Person = Session['person']

const WHO = 'who'
const LEAVING = 'leaving'

export const remembered = (): Promise<Person | null> => kept<Person>(WHO)

export const remember = async (person: Person): Promise<void> => {
  await keep(WHO, person)
}

/** Nothing of theirs stays but what they wrote and nobody has received. */
export const forgotten = (): Promise<void> => forgetAll()

/** Somebody signed out and the server could not be told. */
export const owe = () => keep(LEAVING, true)

export const owed = async (): Promise<boolean> => (await kept<boolean>(LEAVING)) === true

export const paid = () => forget(LEAVING)
