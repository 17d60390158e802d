/** Who is at these pages; `session.ts` says how they come and go. */

import { computed, shallowRef } from 'vue'

import type { Session } from './api/types'

export const who = shallowRef<Session['person'] | null>(null)

export const person = computed(() => who.value)
