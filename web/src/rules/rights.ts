/** Who reads the rules and who keeps them, as the API has it. */

import { computed } from 'vue'

import { roles } from '@/session'

export const keepsRules = computed(() => roles.value.has('centre') || roles.value.has('admin'))
export const readsRules = computed(() => keepsRules.value || roles.value.has('supervisor'))
/** Who is called to the city's meetings reads what is put before them. */
export const readsMotions = computed(() => readsRules.value || roles.value.has('township_supervisor'))
