/** Where a person can go: the pages that their roles have, the one in which they work first. */

import {
  matAccountTree,
  matAddAPhoto,
  matChecklist,
  matCloudUpload,
  matEventNote,
  matHandyman,
  matHeadsetMic,
  matHome,
  matInsights,
  matSchema,
  matSummarize,
  matTableRows,
} from '@quasar/extras/material-icons'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

import type { Role } from '@/api/types'
import { roles } from '@/session'

import { counts } from './counts'

export interface Place {
  name: string
  to: string
  icon: string
  label: string
  /** How many wait there, where that is known. */
  count?: number
}

const FIELD: readonly Role[] = ['informant', 'handler', 'unit_member']
const DESK: readonly Role[] = ['dispatcher', 'intake', 'duty', 'township_supervisor', 'supervisor', 'centre']

const BOARD: readonly Role[] = ['township_supervisor', 'supervisor', 'centre']

const PLACES: readonly { name: string; to: string; icon: string; roles?: readonly Role[] }[] = [
  { name: 'board', to: '/board', icon: matInsights, roles: BOARD },
  { name: 'chart', to: '/chart', icon: matSchema, roles: BOARD },
  { name: 'queue', to: '/', icon: matTableRows, roles: DESK },
  { name: 'intake', to: '/intake', icon: matHeadsetMic, roles: ['intake', 'dispatcher', 'duty', 'centre'] },
  { name: 'handle', to: '/handle', icon: matHandyman, roles: ['handler', 'unit_member'] },
  { name: 'street', to: '/street', icon: matHome, roles: ['informant'] },
  { name: 'report', to: '/report', icon: matAddAPhoto },
  { name: 'mine', to: '/mine', icon: matChecklist, roles: FIELD },
  { name: 'outbox', to: '/outbox', icon: matCloudUpload, roles: FIELD },
  { name: 'duty', to: '/duty', icon: matEventNote },
  { name: 'bulletins', to: '/bulletins', icon: matSummarize, roles: BOARD },
  { name: 'centre', to: '/centre', icon: matAccountTree, roles: ['centre', 'admin'] },
]

export function usePlaces() {
  const { t } = useI18n()
  return computed<Place[]>(() =>
    PLACES.filter((place) => has(place) || counts[place.name]).map(({ name, to, icon }) => ({
      name,
      to,
      icon,
      label: t(`app.place.${name}`),
      ...(counts[name] === undefined ? {} : { count: counts[name] }),
    })),
  )
}

function has(place: { roles?: readonly Role[] }): boolean {
  return place.roles?.some((role) => roles.value.has(role)) ?? true
}
