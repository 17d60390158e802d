/** How well a category fits what somebody typed, or what they wrote of a problem. Pure: no list is kept here. */

import type { CatalogueCategory } from '@/api/types'

type Known = readonly CatalogueCategory[]

const plain = (text: string) => text.normalize('NFKC').toLowerCase().trim()
const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '')
const tokens = (text: string) => plain(text).match(/[a-z]{3,}/g) ?? []

/** The categories that fit what was typed, the best first: by code, Chinese name, pinyin, initials, English name, or
 * what people call it. */
export function ranked(known: Known, text: string, limit: number): CatalogueCategory[] {
  const typed = plain(text)
  if (!typed) return []
  return best(
    known.map((category) => [category, fit(category, typed)] as const),
    limit,
  )
}

function fit(category: CatalogueCategory, typed: string): number {
  const { key, code, older, zh, pinyin, initials } = category
  const joined = letters(typed)
  if (!joined) return 0
  const codes = [key, code, older ?? ''].map(plain)
  if (codes.includes(joined)) return 100
  if (codes.some((each) => each.startsWith(joined))) return 90
  if (zh.startsWith(typed)) return 80
  if (letters(zh).includes(joined)) return 70
  if (initials.startsWith(joined)) return 66
  if (pinyin.startsWith(joined)) return 64
  return Math.max(
    named(category, typed),
    joined.length > 1 && initials.includes(joined) ? 42 : 0,
    sounding(pinyin, joined),
  )
}

/** Within the pinyin only from three letters on: fewer would stand across two syllables. */
const sounding = (pinyin: string, joined: string) => (joined.length > 2 && pinyin.includes(joined) ? 40 : 0)

/** Every word that was typed begins one of the English name or of what people call it. */
function named({ en, words }: CatalogueCategory, typed: string): number {
  const parts = typed.split(/\s+/)
  const begins = (text: string) => parts.every((part) => ` ${plain(text)}`.includes(` ${part}`))
  if (begins(en)) return 60
  if (words.some((each) => plain(each).startsWith(typed))) return 56
  if (words.some((each) => begins(each) || letters(plain(each)).includes(letters(typed)))) return 50
  return begins(`${en} ${words.join(' ')}`) ? 46 : 0
}

/** The categories that somebody probably means who writes this, the likeliest first. */
export function likely(known: Known, words: string, limit: number): CatalogueCategory[] {
  const said = new Set(terms(words))
  if (!said.size) return []
  const { texts, rarity } = indexed(known)
  const text = plain(words)
  return best(
    known.map((category) => {
      const of = texts.get(category.key)
      if (!of) return [category, 0] as const
      let score = 0
      for (const term of said) score += (of.get(term) ?? 0) * (rarity.get(term) ?? 0)
      // A whole word that stands there says more than its pieces.
      for (const word of [category.zh, ...category.words])
        if (occurs(plain(word), text)) score += 2 * word.length
      return [category, score] as const
    }),
    limit,
    3,
  )
}

const occurs = (word: string, text: string) =>
  /^[a-z]/.test(word) ? ` ${text.replace(/[^a-z]+/g, ' ')} `.includes(` ${word} `) : text.includes(word)

/** What a text is made of: each two Chinese characters that stand together, and each English word. */
function terms(text: string): string[] {
  const chinese = plain(text).match(/\p{Script=Han}+/gu) ?? []
  const pairs = chinese.flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
  )
  return [...pairs, ...tokens(text)]
}

interface Index {
  /** Of each category how much each term says: more in its name than among what people call it. */
  texts: Map<string, Map<string, number>>
  /** How much it says at all: what many categories have says little. */
  rarity: Map<string, number>
}

const indexes = new WeakMap<Known, Index>()

function indexed(known: Known): Index {
  const found = indexes.get(known) ?? index(known)
  indexes.set(known, found)
  return found
}

function index(known: Known): Index {
  const texts = new Map<string, Map<string, number>>()
  const many = new Map<string, number>()
  for (const { key, zh, en, words } of known) {
    const of = new Map<string, number>()
    for (const term of words.flatMap(terms)) of.set(term, 1)
    for (const term of [...terms(zh), ...terms(en)]) of.set(term, 1.5)
    texts.set(key, of)
    for (const term of of.keys()) many.set(term, (many.get(term) ?? 0) + 1)
  }
  const rarity = new Map([...many].map(([term, count]) => [term, Math.log(1 + known.length / count)]))
  return { texts, rarity }
}

/** Those with a score of at least `least`, the highest first; equal ones in the order of the catalogue. */
function best(
  scored: readonly (readonly [CatalogueCategory, number])[],
  limit: number,
  least = 1,
): CatalogueCategory[] {
  return scored
    .filter(([, score]) => score >= least)
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
    .map(([category]) => category)
}
