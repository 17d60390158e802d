import { computed, onMounted, reactive, ref, shallowRef } from 'vue'

import * as device from '@/device'
import * as outbox from '@/outbox'
import { person } from '@/session'

import { begun, blank, body, type Caller, type Draft } from './draft'

/** One report, from the first photo to the outbox. What is typed is kept on the device at once, but for who it is that
 * is to be called back. */
export function useReport() {
  const draft = shallowRef<Draft>(blank(new Date(), outbox.fresh()))
  const caller = reactive<Caller>({ name: '', phone: '' })
  /** Something was begun before this page was opened. */
  const restored = ref(false)
  const ready = ref(false)
  let unwritten = false
  let writing: Promise<void> | null = null

  const mayHandle = computed(() => within(draft.value.place.grid))

  function change(part: Partial<Draft>): void {
    draft.value = { ...draft.value, ...part }
    void keep()
  }

  /** One writing at a time, of what is there by then: what was typed last is what stays. */
  function keep(): Promise<void> {
    unwritten = true
    return (writing ??= write().finally(() => (writing = null)))
  }

  async function write(): Promise<void> {
    while (unwritten && person.value) {
      unwritten = false
      const key = name(person.value.id)
      if (begun(draft.value)) await device.keep(key, draft.value)
      else await device.forget(key)
    }
  }

  function anew(): Promise<void> {
    draft.value = blank(new Date(), outbox.fresh())
    Object.assign(caller, { name: '', phone: '' })
    restored.value = false
    return keep()
  }

  /** Into the outbox; only then is the draft given up. `kind` is the name of the category. */
  async function send(kind: string): Promise<outbox.Item> {
    const { key, photos, here, done, after, place } = draft.value
    const title = [kind, place.name].filter(Boolean).join(' · ')
    const note = done.trim()
    const handled =
      here && mayHandle.value
        ? { move: 'handle_here', payload: { note }, photos: after, title: note }
        : undefined
    const item = await outbox.report(body(draft.value, caller, kind), photos, title, handled, key)
    await anew()
    return item
  }

  onMounted(async () => {
    const found = person.value && (await device.kept<Draft>(name(person.value.id)))
    // Stored, and the window was closed before the draft was given up.
    const over = found?.key !== undefined && (await outbox.has(found.key))
    if (over) await keep()
    else if (found && !begun(draft.value)) {
      draft.value = { ...draft.value, ...found }
      restored.value = true
    }
    ready.value = true
  })

  return { draft, caller, restored, ready, mayHandle, change, anew, send }
}

const name = (person: string) => `report:${person}`

/** Whether it lies where the person may put things right on the spot. */
function within(grid: string | null): boolean {
  const posts = person.value?.posts ?? []
  return (
    grid !== null &&
    posts.some(
      (post) =>
        (post.role === 'informant' || post.role === 'handler') && post.grid && grid.startsWith(post.grid),
    )
  )
}
