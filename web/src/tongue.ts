/** Which language to begin with, and where its words are. Small: it comes before all else. */

import type { messages as en } from './messages/en'
import type { messages as firstEn } from './messages/en/first'
import type { messages as zh } from './messages/zh'
import type { messages as firstZh } from './messages/zh/first'
import { kept } from './storage'

export type Language = 'zh-CN' | 'en'
export type Messages = typeof zh & typeof en

interface Bundle<T> {
  messages: T
  kit: unknown
}

// The compiler holds the two languages equal: a sentence that one of them lacks is an error here.
export const bundles: Record<Language, () => Promise<Bundle<Messages>>> = {
  'zh-CN': () => import('./messages/zh'),
  en: () => import('./messages/en'),
}

/** What the pages say that a phone opens first. */
export const beginnings: Record<Language, () => Promise<Bundle<typeof firstZh & typeof firstEn>>> = {
  'zh-CN': () => import('./messages/zh/first'),
  en: () => import('./messages/en/first'),
}

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
