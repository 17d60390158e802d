import type { Request } from '@/api/types'
import { i18n } from '@/language'
import { budget, moment } from '@/words'

const t = i18n.global.t

/** What somebody asks for, in words: `申请延期 2 个工作时`. */
export function asks(request: Request): string {
  return request.kind === 'extension'
    ? t('incident.requestExtension', { budget: budget(request.budget ?? '') })
    : t('incident.requestSuspension', { when: request.until ? moment(request.until) : '' })
}
