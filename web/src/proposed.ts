/** How far a suggestion or small wish has come: answered, or adopted and carried out; in the end its proposer says
 * whether that helped. */

import type { Followed } from '@/api/types'

export type ProposedStep = NonNullable<Followed['step']>

/** The words of its stages, under `stage`. */
export function proposedStages(step: ProposedStep): readonly string[] {
  const adopted = step === 'adopted' || step === 'carried_out'
  return ['received', ...(adopted ? ['adopted', 'carried_out'] : ['answered']), 'told_back']
}

export function proposedAt(step: ProposedStep, state: string): number {
  const stages = proposedStages(step)
  return state === 'closed' ? stages.length - 1 : Math.max(0, stages.indexOf(step))
}
