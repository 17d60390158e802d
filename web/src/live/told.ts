/** What live events tell: that something changed, never what it contains. */

export const NAMES = ['incident', 'meeting', 'notice', 'reset'] as const

export interface Told {
  name: (typeof NAMES)[number]
  data: { id?: string; number?: string; seq?: number; move?: string; at?: string }
}
