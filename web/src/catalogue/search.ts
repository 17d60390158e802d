/** Finding a category: by typing, by what somebody wrote, or among those that they chose lately. */

import type { CatalogueCategory } from '@/api/types'

import { catalogue, category, chosenLately, remember } from './catalogue'
import { likely, ranked } from './ranking'

const known = () => catalogue.value?.categories ?? []

/** What fits a code, Chinese characters, pinyin, initials, English, or what people call it; the best first. */
export const search = (text: string, limit = 12): CatalogueCategory[] => ranked(known(), text, limit)

/** What somebody probably means who writes these words. */
export const suggest = (words: string, limit = 4): CatalogueCategory[] => likely(known(), words, limit)

/** What whoever is signed in chose lately on this device, the newest first. */
export const recent = (limit = 6): CatalogueCategory[] =>
  chosenLately.value
    .map(category)
    .filter((each) => each !== null)
    .slice(0, limit)

/** What streets and villages report most, by the codes of the shipped catalogue: rubbish, roads, bins, clutter, parking,
 * stalls, ditches. */
const COMMONEST = ['06010', '06012', '06042', '06013', '06036', '09009', '09006', '99999']

/** For whoever has chosen nothing yet; a catalogue of other codes has none. */
export const commonest = (): CatalogueCategory[] => COMMONEST.map(category).filter((each) => each !== null)

/** That a category was chosen. */
export const chose = (key: string): void => void remember(key)
