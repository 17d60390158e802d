import { onMounted, reactive, ref, shallowRef } from 'vue'

import * as device from '@/device'
import { begun, blank, body, type Caller, type Draft } from '@/report/draft'

import * as outbox from './outbox'

/** One report or suggestion at a door, from its first words to the outbox. What is typed is kept on the device at once,
 * but for who it is that is to be called back. */
export function useDoorReport(code: string, what: 'door' | 'propose' = 'door') {
  const draft = shallowRef<Draft>(blank(new Date(), outbox.fresh()))
  const caller = reactive<Caller>({ name: '', phone: '' })
  /** Something was begun before this page was opened. */
  const restored = ref(false)
  const key = `${what}:${code}`

  function change(part: Partial<Draft>): void {
    draft.value = { ...draft.value, ...part }
    void keep()
  }

  const keep = () => (begun(draft.value) ? device.keep(key, draft.value) : device.forget(key))

  async function anew(): Promise<void> {
    draft.value = blank(new Date(), outbox.fresh())
    Object.assign(caller, { name: '', phone: '' })
    restored.value = false
    await device.forget(key)
  }

  /** Into the outbox; only then is the draft given up. */
  async function send(kind: string, flow = 'problem'): Promise<string> {
    const { key: id, photos, place } = draft.value
    const { same_as: _same, source: _source, caused_by: _cause, ...said } = body(draft.value, caller, kind)
    await outbox.report(id, code, said, photos, [kind, place.name].filter(Boolean).join(' · '), flow)
    await anew()
    return id
  }

  onMounted(async () => {
    const found = await device.kept<Draft>(key)
    if (found && !begun(draft.value)) {
      draft.value = { ...draft.value, ...found }
      restored.value = true
    }
  })

  return { draft, caller, restored, change, anew, send }
}
