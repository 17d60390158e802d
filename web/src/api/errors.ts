import { i18n } from '@/speech'

import { Refusal, Unreachable } from './client'

/** What is thrown where a file of these pages does not come. */
const missed = new WeakSet<Error>()

// There is no network and the pages are not on the device yet, or they were renewed while this one was open.
window.addEventListener('vite:preloadError', ({ payload }) => missed.add(payload))

/** What went wrong, in a sentence for the person. */
export function explain(error: unknown): string {
  if (error instanceof Unreachable) return i18n.global.t('errors.unreachable')
  if (error instanceof Refusal) return error.message
  if (error instanceof Error && missed.has(error)) {
    return i18n.global.t(navigator.onLine ? 'errors.goneOn' : 'errors.notHere')
  }
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return i18n.global.t('errors.noRoom')
  return i18n.global.t('errors.unexpected', { what: error instanceof Error ? error.message : String(error) })
}
