/** The residents' pages in one of the two languages: their own words alone, not those of the whole. */

import { speak } from '@/api/client'
import { i18n } from '@/speech'
import { keep } from '@/storage'
import type { Language, Messages } from '@/tongue'

import type { messages as en } from './en'
import type { messages as zh } from './zh'

// The compiler holds the two languages equal, as it does for the other pages.
type Own = typeof zh & typeof en

const bundles: Record<Language, () => Promise<{ messages: Own }>> = {
  'zh-CN': () => import('./zh'),
  en: () => import('./en'),
}

export async function use(tag: Language): Promise<void> {
  const { messages } = await bundles[tag]()
  i18n.global.setLocaleMessage(tag, messages as unknown as Messages)
  i18n.global.locale.value = tag
  document.documentElement.lang = tag
  speak(tag)
}

export function choose(tag: Language): Promise<void> {
  keep('language', tag)
  return use(tag)
}
