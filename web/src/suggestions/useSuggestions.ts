import { computed, reactive, ref, shallowRef, watch } from 'vue'

import * as api from '@/api'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import * as all from '@/api/suggestions'
import type { OfferedProposal, WaitingProposal } from '@/api/types'
import { i18n, language } from '@/language'
import { useFresh } from '@/live'
import { usePaged } from '@/paged'
import type { Failure, Payload } from '@/queue/useActs'
import { say } from '@/said'

import type { Move } from './moves'

const t = i18n.global.t
const PAGE = 30
/** More than that in one answer the server does not give. */
const MOST = 200

export const SHOWS = ['answer', 'doing', 'rating', 'published'] as const
export type Show = (typeof SHOWS)[number]

/** What waits, what everybody may read, and what somebody does with one of them. */
export function useSuggestions(first: Show) {
  const asked = reactive<{ show: Show; flow: string }>({ show: first, flow: '' })
  /** As many as are shown are asked for again when something has changed. */
  let size = PAGE
  const many = (cursor: string | null) => (cursor ? PAGE : size)
  const open = usePaged<WaitingProposal>((cursor) =>
    all.waiting(asked.show as all.Waits, asked.flow, cursor, many(cursor)),
  )
  const told = usePaged<OfferedProposal>((cursor) => all.published(asked.flow, cursor, many(cursor)))
  const form = shallowRef<{ move: Move; item: WaitingProposal } | null>(null)
  const wish = shallowRef<OfferedProposal | null>(null)
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const problem = ref('')

  const list = computed(() => (asked.show === 'published' ? told : open))
  const load = () => list.value.load()
  watch(
    [asked, language],
    () => {
      problem.value = ''
      size = PAGE
      open.clear()
      told.clear()
      void load()
    },
    { immediate: true },
  )
  useFresh(() => {
    size = Math.min(Math.max(list.value.items.value?.length ?? 0, PAGE), MOST)
    void load()
  })

  function ask(move: Move, item: WaitingProposal): void {
    failure.value = null
    form.value = { move, item }
  }

  async function act(move: string, { id, version }: { id: string; version: number }, payload: Payload) {
    if (busy.value) return false
    busy.value = true
    failure.value = null
    try {
      await api.fire(id, move, version, payload)
      return true
    } catch (error) {
      failure.value = { message: explain(error), fields: error instanceof Refusal ? error.fields : {} }
      return false
    } finally {
      busy.value = false
    }
  }

  async function send(payload: Payload): Promise<void> {
    const wanted = form.value
    if (!wanted || !(await act(wanted.move, wanted.item, payload))) return
    form.value = null
    say(t('moves.done', { number: wanted.item.number, move: t(`moves.name.${wanted.move}`) }))
    await load()
  }

  async function take(note: string): Promise<void> {
    if (!wish.value || !(await act('take_up', wish.value, { note }))) return
    wish.value = null
    say(t('suggestions.taken'))
    await load()
  }

  async function support(item: OfferedProposal): Promise<void> {
    problem.value = ''
    busy.value = true
    try {
      const { supports } = await all.support(item.id, !item.supported)
      const fresh = { supports, supported: !item.supported }
      told.items.value = (told.items.value ?? []).map((each) =>
        each.id === item.id ? { ...each, ...fresh } : each,
      )
    } catch (error) {
      problem.value = explain(error)
    } finally {
      busy.value = false
    }
  }

  return {
    asked,
    open,
    told,
    list,
    form,
    wish,
    busy,
    failure,
    problem,
    load,
    ask,
    send,
    take,
    support,
  }
}
