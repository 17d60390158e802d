/** The pages behind `/centre`, and who has them. A page whose route is not there yet is not shown. */

import type { Role } from '@/api/types'

const KEEPERS: readonly Role[] = ['centre', 'admin']
const READERS: readonly Role[] = ['centre', 'admin', 'supervisor']

export interface Kept {
  name: Page
  to: string
  /** By whom; everybody without. */
  by?: readonly Role[]
}

type Page =
  | 'people'
  | 'units'
  | 'territory'
  | 'rosters'
  | 'rules'
  | 'motions'
  | 'calendar'
  | 'board'
  | 'chart'
  | 'figures'
  | 'deadLetters'
  | 'jobs'
  | 'audit'

export const KEPT: readonly { name: 'city' | 'rules' | 'figures' | 'works'; pages: readonly Kept[] }[] = [
  {
    name: 'city',
    pages: [
      { name: 'people', to: '/centre/people', by: KEEPERS },
      { name: 'units', to: '/centre/units', by: KEEPERS },
      { name: 'territory', to: '/centre/territory', by: KEEPERS },
      { name: 'rosters', to: '/centre/rosters', by: KEEPERS },
    ],
  },
  {
    name: 'rules',
    pages: [
      { name: 'rules', to: '/centre/rules', by: READERS },
      { name: 'motions', to: '/centre/motions', by: READERS },
      { name: 'calendar', to: '/centre/calendar', by: READERS },
    ],
  },
  {
    name: 'figures',
    pages: [
      { name: 'board', to: '/board', by: READERS },
      { name: 'chart', to: '/chart', by: READERS },
      { name: 'figures', to: '/figures', by: READERS },
    ],
  },
  {
    name: 'works',
    pages: [
      { name: 'deadLetters', to: '/centre/dead-letters', by: KEEPERS },
      { name: 'jobs', to: '/centre/jobs', by: KEEPERS },
      { name: 'audit', to: '/centre/audit', by: KEEPERS },
    ],
  },
]
