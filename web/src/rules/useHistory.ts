/** The versions of the rules, the newest first, and which of them is in force. */

import { computed, ref } from 'vue'

import * as rules from '@/api/rules'
import type { VersionRow } from '@/api/types'
import { usePaged } from '@/paged'

export function useHistory() {
  const inForce = ref(0)
  const paged = usePaged<VersionRow>(async (cursor) => {
    const page = await rules.versions(cursor)
    inForce.value = page.in_force
    return page
  })
  /** Each time that some version was switched on, the latest first. */
  const switches = computed(() =>
    (paged.items.value ?? []).flatMap((row) => row.switches).sort((one, other) => other.number - one.number),
  )
  /** The last one that changed something and was not taken back: what "take back" would undo. */
  const standing = computed(() => {
    const undone = new Set(switches.value.map(({ undoes }) => undoes))
    return (
      switches.value.find(
        (each) =>
          each.undoes === null &&
          each.before !== null &&
          each.before !== each.version &&
          !undone.has(each.number),
      ) ?? null
    )
  })
  return { ...paged, inForce, switches, standing }
}
