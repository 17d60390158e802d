import { i18n } from '@/language'

import { Refusal, Unreachable } from './client'

/** What went wrong, in a sentence for the person. */
export function explain(error: unknown): string {
  if (error instanceof Unreachable) return i18n.global.t('errors.unreachable')
  if (error instanceof Refusal) return error.message
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return i18n.global.t('errors.noRoom')
  return i18n.global.t('errors.unexpected', { what: error instanceof Error ? error.message : String(error) })
}
