/** What the tour says: in files of its own, so that nobody else's first page carries them. */

import type { Language } from '@/language'

import type { Part, StepName, Where } from './steps'

export interface Said {
  /** What to do now, by where one is; `else` for everywhere else. `{number}` is the case. */
  now: Partial<Record<Where, string>> & { else: string }
  why: string
}

export interface Words {
  title: string
  about: string
  /** How it is offered. */
  offer: string
  parts: Record<Part, string>
  /** What a step is, in a line. */
  steps: Record<StepName, string>
  said: Record<StepName, Said>
  /** The button by which one is the next one: `{part}`. */
  be: Record<Part, string>
  begin: string
  goOn: string
  again: string
  leave: string
  show: string
  there: string
  whyNow: string
  seen: string
  close: string
  over: string
  overThen: string
  rest: string
  step: string
  done: string
  now: string
  none: string
  noneHelp: string
  without: string
}

const files = {
  'zh-CN': () => import('./zh'),
  en: () => import('./en'),
} satisfies Record<Language, () => Promise<{ default: Words }>>

export const words = async (language: Language): Promise<Words> => (await files[language]()).default

/** A sentence with its case in its place. */
export const filled = (text: string, number: string | null) => text.replaceAll('{number}', number ?? '')
