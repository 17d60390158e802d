/** The day of each role: which pages it has, and which pictures show it. What it says is in `zh.ts` and `en.ts`. */

import type { Role } from '@/api/types'
import type { Language } from '@/language'

import type { Help, Topic } from '..'
import type { Scene } from '../pictures'

export type Reader = Role | 'resident'

/** Every role, in the order in which a case meets them, with its pages. A resident has no help here but their own. */
export const ROLES: Readonly<Record<Reader, { pages: readonly Topic[]; scenes: readonly Scene[] }>> = {
  informant: {
    pages: ['street', 'report', 'patrols', 'mine', 'outbox', 'duty'],
    scenes: ['street', 'report', 'mine'],
  },
  resident: { pages: ['resident'], scenes: ['door', 'receipt', 'figures'] },
  intake: { pages: ['intake', 'desk', 'incident', 'duty'], scenes: ['intake', 'desk'] },
  dispatcher: {
    pages: ['desk', 'incident', 'orders', 'intake', 'duty'],
    scenes: ['desk', 'incident', 'duty'],
  },
  duty: { pages: ['duty', 'desk', 'incident', 'notices'], scenes: ['duty', 'desk', 'notices'] },
  handler: {
    pages: ['handle', 'incident', 'orders', 'patrols', 'report', 'outbox'],
    scenes: ['handle', 'incident'],
  },
  unit_member: { pages: ['handle', 'incident', 'orders', 'outbox', 'duty'], scenes: ['handle', 'notices'] },
  township_supervisor: {
    pages: ['board', 'orders', 'inspections', 'chart', 'meetings', 'incident', 'duty'],
    scenes: ['board', 'board-cases', 'meetings'],
  },
  supervisor: {
    pages: ['board', 'orders', 'inspections', 'chart', 'incident', 'rules'],
    scenes: ['board', 'chart', 'meeting'],
  },
  centre: {
    pages: ['centre', 'rules', 'rosters', 'board', 'intake', 'resident'],
    scenes: ['centre', 'rules', 'rosters'],
  },
  admin: { pages: ['people', 'territory', 'rosters', 'rules'], scenes: ['people', 'territory', 'units'] },
}

export const READERS = Object.keys(ROLES) as Reader[]

/** By what a role's help is asked for, beside the topics of the pages. */
export const named = (reader: Reader) => `role-${reader}`
export const readerOf = (topic: string): Reader | null =>
  READERS.find((reader) => named(reader) === topic) ?? null

const files = {
  'zh-CN': () => import('./zh'),
  en: () => import('./en'),
} satisfies Record<Language, () => Promise<{ default: Record<Reader, Help> }>>

export const days = async (language: Language): Promise<Record<Reader, Help>> =>
  (await files[language]()).default
