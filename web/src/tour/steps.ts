/** The steps of the tour, in their order: who takes each, where, what to press, and by what it is known to be done. Nothing
 * here does anything. */

import type { Role } from '@/api/types'

import type { Progress } from './kept'

export const PARTS = ['informant', 'dispatcher', 'handler', 'verifier', 'supervisor'] as const
export type Part = (typeof PARTS)[number]

export const STEPS = [
  'report',
  'accept',
  'dispatch',
  'acknowledge',
  'resolve',
  'verify',
  'late',
  'told',
] as const
export type StepName = (typeof STEPS)[number]

/** Whose part each is. */
export const PART: Readonly<Record<StepName, Part>> = {
  report: 'informant',
  accept: 'dispatcher',
  dispatch: 'dispatcher',
  acknowledge: 'handler',
  resolve: 'handler',
  verify: 'verifier',
  late: 'supervisor',
  told: 'supervisor',
}

const OPEN = ['reported', 'checking', 'accepted', 'dispatched', 'handling', 'suspended', 'resolved']
/** From which state on a step is done; an end is the end of them all. */
const UNTIL: Readonly<Partial<Record<StepName, string>>> = {
  accept: 'accepted',
  dispatch: 'dispatched',
  acknowledge: 'handling',
  resolve: 'resolved',
}

/** Whether a step is behind. What was sent back is to be done once more. */
export function done(step: StepName, { number, state, late }: Progress): boolean {
  if (step === 'late') return late !== 'no'
  if (step === 'told') return late === 'over'
  if (step === 'report') return number !== null
  if (number === null || state === null) return false
  const at = OPEN.indexOf(state)
  const until = UNTIL[step]
  return at < 0 || (until !== undefined && at >= OPEN.indexOf(until))
}

/** What is to be done now; null when all is. */
export const current = (progress: Progress): StepName | null =>
  STEPS.find((step) => !done(step, progress)) ?? null

/** Where a step begins, for whoever takes it. */
export function address(step: StepName, number: string | null, roles: ReadonlySet<Role>): string {
  if (step === 'report') return '/street'
  if (step === 'late' || step === 'told') return '/board'
  if (step === 'accept') return '/?queue=intake'
  if (step === 'dispatch') return '/?queue=dispatch'
  if (step === 'verify') return roles.has('informant') ? '/street' : `/incidents/${number}`
  return roles.has('handler') || roles.has('unit_member') ? '/handle' : `/incidents/${number}`
}

/** Whether somebody with these roles may be the one who takes a step: then it can be gone on with. */
export function takes(step: StepName, roles: ReadonlySet<Role>): boolean {
  const part = PART[step]
  if (part === 'handler') return roles.has('handler') || roles.has('unit_member')
  if (part === 'verifier') return roles.has('informant') || roles.has('dispatcher')
  return roles.has(part)
}

/** Where on the pages somebody is: what is said and shown there. */
export type Where = 'street' | 'photo' | 'place' | 'what' | 'words' | 'list' | 'case' | 'board' | 'else'

export function where(name: unknown, query: Readonly<Record<string, unknown>>): Where {
  if (name === 'report') {
    const at = query.step
    if (query.sent) return 'else'
    return at === 'place' || at === 'what' || at === 'words' ? at : 'photo'
  }
  if (name === 'incident') return 'case'
  if (name === 'board') return 'board'
  if (name === 'queue' || name === 'handle' || name === 'board-cases') return 'list'
  return name === 'street' ? 'street' : 'else'
}

const FIRST = '.actions .main'
/** The case, where it is shown beside a list. */
const beside = (number: string | null) => `.side .case:has(.title a[href="/incidents/${number}"])`

/** What is to be pressed: the first of these that is on the page. */
export function marks(step: StepName, at: Where, number: string | null): readonly string[] {
  const row = `[data-number="${number}"]`
  if (step === 'report') {
    if (at === 'street') return ['.street .big']
    return at === 'what'
      ? ['.report [role="combobox"]', '.report input', '.report .onward']
      : ['.report .onward']
  }
  if (step === 'accept' || step === 'dispatch')
    return at === 'list' ? [`${beside(number)} ${FIRST}`, `tr${row}`] : [FIRST]
  if (step === 'acknowledge' || step === 'resolve') return at === 'list' ? [`li${row} .next`] : [FIRST]
  if (step === 'verify') return at === 'street' ? [`.case${row} ${FIRST}`, `.case${row} .q-btn.ask`] : [FIRST]
  if (step === 'late') return ['.four [data-figure="late"]']
  return at === 'list' ? ['tr[data-number] a', 'tr[data-number]'] : ['.told', '.deadlines']
}
