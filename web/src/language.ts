/** Which language is spoken: by the pages, by the kit's own words, by the API, and in <html lang>. */

import { Lang } from 'quasar'

import { speak } from './api/client'
import { i18n } from './speech'
import { keep } from './storage'
import { beginnings, bundles, type Language, type Messages } from './tongue'

export { i18n, language } from './speech'
export { chosen, spoken, type Language } from './tongue'

export function choose(tag: Language): Promise<void> {
  keep('language', tag)
  return use(tag)
}

let latest: Promise<void> = Promise.resolve()
let wanted: Language
/** Whether all words are spoken, or those alone that the first pages need. */
let whole = false

/** Whoever asked last is spoken, also where its words come first; who asked before waits for that. */
export function use(tag: Language): Promise<void> {
  wanted = tag
  const mine: Promise<void> = (whole ? bundles : beginnings)[tag]().then(({ messages, kit }) => {
    if (latest !== mine) return latest
    i18n.global.setLocaleMessage(tag, messages as Messages)
    i18n.global.locale.value = tag
    Lang.set(kit as Parameters<typeof Lang.set>[0])
    document.documentElement.lang = tag
    speak(tag)
    return undefined
  })
  latest = mine
  return mine
}

/** The words of every page. */
export function wholly(): Promise<void> {
  if (whole) return latest
  whole = true
  return use(wanted).catch((error: unknown) => {
    whole = false
    throw error
  })
}

/** Something that is fetched, with the words that it says. */
export const worded =
  <T>(fetched: () => Promise<T>) =>
  async () => {
    const [found] = await Promise.all([fetched(), wholly()])
    return found
  }
