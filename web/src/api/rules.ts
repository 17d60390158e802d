/** Every call about the rules: versions, drafts, proofs, rehearsals, motions. */

import { ask } from './client'
import type {
  Compared,
  DifferenceOf,
  Differing,
  Drafts,
  Migration,
  Motion,
  Motions,
  Proof,
  ReadRules,
  Rehearsal,
  Rehearsals,
  Switch,
  Version,
  Versions,
} from './types'

/** A proof, a switch, a migration: the server counts for as long as it takes, one after the other. */
const COUNTING = 600_000

export const versions = (cursor: string | null) => ask<Versions>('/rules/versions', { query: { cursor } })

export const version = (number: number) => ask<Version>(`/rules/versions/${number}`)

export const difference = (number: number, against: number | null) =>
  ask<DifferenceOf[]>(`/rules/versions/${number}/difference`, { query: { against }, patience: COUNTING })

export const read = (rules: string) =>
  ask<ReadRules>('/rules/read', { method: 'POST', body: { rules }, patience: COUNTING })

export const compare = (rules: string) =>
  ask<Compared>('/rules/compare', { method: 'POST', body: { rules }, patience: COUNTING })

export const prove = (rules: string) =>
  ask<Proof>('/rules/check', { method: 'POST', body: { rules }, patience: COUNTING })

export const draft = () => ask<Drafts>('/rules/draft')

export const keepDraft = (rules: string, base: number, revision: number) =>
  ask<Drafts>('/rules/draft', { method: 'PUT', body: { rules, base, revision } })

export const dropDraft = (revision: number) =>
  ask<void>('/rules/draft', { method: 'DELETE', query: { revision } })

export const store = (rules: string, note: string) =>
  ask<Version>('/rules/versions', { method: 'POST', body: { rules, note }, patience: COUNTING })

export interface SwitchOn {
  why: string
  decision?: string
  despite?: string
  seen: number
}

export const switchOn = (number: number, body: SwitchOn) =>
  ask<Switch>(`/rules/versions/${number}/switch_on`, { method: 'POST', body, patience: COUNTING })

export const rollBack = (version: number, why: string) =>
  ask<Switch>('/rules/roll_back', { method: 'POST', body: { version, why } })

export const migrate = (dry: boolean) =>
  ask<Migration>('/rules/migrate', {
    method: 'POST',
    query: { dry_run: dry ? 'true' : null },
    patience: COUNTING,
  })

export const rehearse = (rules: string, days: number) =>
  ask<Rehearsal>('/rules/rehearsals', { method: 'POST', body: { rules, days }, patience: COUNTING })

export const rehearsals = (cursor: string | null) =>
  ask<Rehearsals>('/rules/rehearsals', { query: { cursor } })

export const rehearsal = (id: string) => ask<Rehearsal>(`/rules/rehearsals/${encodeURIComponent(id)}`)

export const rehearsed = (id: string, cursor: string | null) =>
  ask<Differing>(`/rules/rehearsals/${encodeURIComponent(id)}/cases`, { query: { cursor } })

/** Where a browser gets a rehearsal as a file. */
export const rehearsalFile = (id: string, kind: 'csv' | 'html') =>
  `/api/v1/rules/rehearsals/${encodeURIComponent(id)}.${kind}`

export const motions = (cursor: string | null, open: boolean) =>
  ask<Motions>('/motions', { query: { cursor, open: open ? 'true' : null } })

/** Where a browser gets the rules that a motion proposes. */
export const motionFile = (which: string) => `/api/v1/motions/${encodeURIComponent(which)}/rules.yaml`

export const motion = (which: string) => ask<Motion>(`/motions/${encodeURIComponent(which)}`)

export const put = (body: { rules: string; why: string; days: number }, key: string) =>
  ask<Motion>('/motions', { method: 'POST', body, key, patience: COUNTING })

export const moveMotion = (motion: Motion, move: string, body: unknown, key: string) =>
  ask<Motion>(`/motions/${motion.id}/${encodeURIComponent(move)}`, {
    method: 'POST',
    body,
    key,
    version: motion.version,
    patience: COUNTING,
  })
