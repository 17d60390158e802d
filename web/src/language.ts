/** Which language is spoken: by the pages, by the kit's own words, by the API, and in <html lang>. */

import { Lang } from 'quasar'
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'

import { speak } from './api/client'
import type { messages as en } from './messages/en'
import type { messages as zh } from './messages/zh'
import { kept, keep } from './storage'

export type Language = 'zh-CN' | 'en'
type Messages = typeof zh & typeof en

// The compiler holds the two languages equal: a sentence that one of them lacks is an error here.
const bundles: Record<Language, () => Promise<{ messages: Messages; kit: unknown }>> = {
  'zh-CN': () => import('./messages/zh'),
  en: () => import('./messages/en'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: false as const,
  messages: {} as Record<Language, Messages>,
})

export const language = computed(() => i18n.global.locale.value as Language)

/** What was chosen on this device; nothing before anybody has chosen. */
export function chosen(): Language | null {
  const tag = kept('language')
  return tag === 'zh-CN' || tag === 'en' ? tag : null
}

/** What the browser asks for first of the two; Chinese where it asks for neither. */
export function spoken(): Language {
  const tags = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0])
  return tags.find((tag) => tag === 'zh' || tag === 'en') === 'en' ? 'en' : 'zh-CN'
}

export function choose(tag: Language): Promise<void> {
  keep('language', tag)
  return use(tag)
}

export async function use(tag: Language): Promise<void> {
  const { messages, kit } = await bundles[tag]()
  i18n.global.setLocaleMessage(tag, messages)
  i18n.global.locale.value = tag
  Lang.set(kit as Parameters<typeof Lang.set>[0])
  document.documentElement.lang = tag
  speak(tag)
}
