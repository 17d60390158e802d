import type { Entry } from '@/api/types'
import { i18n } from '@/language'

const { t, te } = i18n.global

/** Who made an entry. Whoever reported is called that, and not by name. */
export function whoDid({ actor, standing }: Entry): string {
  if (!actor) return t(!standing || standing === 'system' ? 'incident.system' : 'words.role.reporter')
  const key = `words.role.${standing ?? ''}`
  return standing && te(key) ? t('incident.by', { name: actor.name, standing: t(key) }) : actor.name
}
