import { i18n } from '@/speech'

import { LOST, type Why } from './items'

/** Why it was not taken, in a sentence: the city's own, or ours where it did not come from there. */
export function said({ status, code, message }: Why): string {
  const { t } = i18n.global
  if (code === LOST) return t('outbox.photosLost')
  return status === 413 && !code ? t('outbox.tooLarge') : message
}
