/** What live events tell: that something changed, never what it contains. */

export const NAMES = ['incident', 'meeting', 'patrol', 'campaign', 'notice', 'reset'] as const

/** `opened`: the stream stands, and what happened before is not told any more. */
export interface Told {
  name: (typeof NAMES)[number] | 'opened'
  data: { id?: string; number?: string; seq?: number; move?: string; at?: string }
}
