/** The same key for as long as the same is sent: repeated after an answer that was lost, it is done once. */

import { fresh } from './outbox'

export function useOnce() {
  let sent = ''
  let key = ''
  /** The key of what is about to be sent. */
  const keyOf = (body: unknown): string => {
    const said = JSON.stringify(body)
    if (said !== sent) {
      sent = said
      key = fresh()
    }
    return key
  }
  /** It was answered: the same again would be another one. */
  const over = (): void => {
    sent = ''
  }
  return { keyOf, over }
}
