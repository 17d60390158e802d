/** The language that is spoken, and the sentences of it. Knows nothing of the kit, so that the residents' pages, which do
 * without it, speak by it too. */

import { computed } from 'vue'
import { createI18n } from 'vue-i18n'

import type { Language, Messages } from './tongue'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: false as const,
  messages: {} as Record<Language, Messages>,
})

export const language = computed(() => i18n.global.locale.value as Language)
