/** The calls of the intake desk: what was sent out to be checked, what has no place, what was registered. */

import { ask } from './client'
import type { Checker, Page } from './types'

const PAGE = 50

/** What was sent out to be checked and is not filed yet, newest first. */
export const checks = (cursor: string | null) =>
  ask<Page>('/incidents', { query: { checks: 'true', limit: PAGE, cursor } })

/** What nobody has put on the map yet. */
export const unplaced = (cursor: string | null) =>
  ask<Page>('/incidents', { query: { unplaced: 'true', open: 'true', limit: PAGE, cursor } })

/** What whoever asks has reported or registered. */
export const mine = (cursor: string | null) =>
  ask<Page>('/incidents', { query: { mine: 'true', limit: PAGE, cursor } })

/** Whom a check can be asked of, the suggested one first. */
export const checkers = (ref: string) => ask<Checker[]>(`/incidents/${encodeURIComponent(ref)}/checkers`)
