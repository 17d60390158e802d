/** What the pages say about themselves: a file a topic, `zh/<topic>.ts` and `en/<topic>.ts`, fetched when asked for. */

import type { Language } from '@/language'

import { days, readerOf } from './roles'

/** Every topic, in the order in which the page of help lists them. A new one needs its two files and a line here. */
export const TOPICS = [
  'start',
  'street',
  'report',
  'mine',
  'desk',
  'board',
  'orders',
  'inspections',
  'suggestions',
  'chart',
  'bulletins',
  'indicators',
  'patterns',
  'notices',
  'profile',
  'duty',
  'intake',
  'outbox',
  'handle',
  'incident',
  'map',
  'centre',
  'people',
  'rules',
  'resident',
  'territory',
  'rosters',
  'deadLetters',
  'jobs',
  'calendar',
  'audit',
  'motions',
  'meetings',
  'patrols',
] as const
export type Topic = (typeof TOPICS)[number]

/** What a topic answers. Plain words; a sentence or two each. */
export interface Help {
  title: string
  /** What is this? */
  what: string
  /** What do I do now? One step a line. */
  now: readonly string[]
  /** What happens if I do nothing? */
  otherwise: string
  /** Key (several with a space between), and what it does. */
  keys?: readonly (readonly [string, string])[]
  /** What else is asked about it: a question and its answer. */
  more?: readonly (readonly [string, string])[]
}

const files = import.meta.glob<{ default: Help }>('./{zh,en}/*.ts')

/** A page's topic or a role's (`role-…`) in a language; null for one that there is not. */
export async function help(topic: string, language: Language): Promise<Help | null> {
  const reader = readerOf(topic)
  if (reader) return (await days(language))[reader]
  const file = files[`./${language.slice(0, 2)}/${topic}.ts`]
  return file ? (await file()).default : null
}
