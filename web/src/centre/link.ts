/** The link that was given just now: shown once, on the page of whom it is for, and kept nowhere. */

import { shallowRef } from 'vue'

export const linkOf = shallowRef<{ person: string; code: string; until: string } | null>(null)
