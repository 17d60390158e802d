import { computed, reactive, ref, shallowRef, watch } from 'vue'

import * as api from '@/api'
import { explain } from '@/api/errors'
import { Refusal } from '@/api/client'
import * as all from '@/api/orders'
import type { Order, OrdersStanding } from '@/api/types'
import { i18n, language } from '@/language'
import { usePaged } from '@/paged'
import { say, warn } from '@/said'
import type { Failure, Payload } from '@/queue/useActs'

const t = i18n.global.t
const PAGE = 30

/** What is done with an order from its row, the answer to it first. */
export const MOVES = ['answer', 'accept_answer', 'refuse_answer', 'press', 'raise_order', 'lift'] as const
export type Move = (typeof MOVES)[number]

/** The orders that somebody sees: how they stand, the list, and what is done with one or with several. */
export function useOrders() {
  const asked = reactive<all.Asked>({
    place: '',
    kind: '',
    state: '',
    late: false,
    refused: false,
    closed: '',
  })
  const standing = shallowRef<OrdersStanding | null>(null)
  const failed = ref('')
  const list = usePaged<Order>((cursor) => all.orders(asked, cursor, PAGE))
  const { items } = list
  const selected = ref<ReadonlySet<string>>(new Set())
  const form = ref<{ move: Move; orders: Order[] } | null>(null)
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)
  /** What became of a try, by order. */
  const told = ref<Readonly<Record<string, string>>>({})

  async function count(): Promise<void> {
    try {
      standing.value = await all.standing()
      failed.value = ''
    } catch (error) {
      failed.value = explain(error)
    }
  }
  const again = () => Promise.all([count(), list.load()])
  watch(language, count, { immediate: true })
  watch(
    [asked, language],
    () => {
      selected.value = new Set()
      told.value = {}
      void list.load()
    },
    { immediate: true },
  )

  const chosen = computed(() => (items.value ?? []).filter(({ id }) => selected.value.has(id)))
  /** What can be done with all that are selected. */
  const common = computed(() =>
    chosen.value.length
      ? MOVES.filter((move) => chosen.value.every(({ allowed }) => allowed.includes(move)))
      : [],
  )

  function toggle(id: string): void {
    const now = new Set(selected.value)
    if (!now.delete(id)) now.add(id)
    selected.value = now
  }

  function ask(move: Move, orders: Order[]): void {
    failure.value = null
    form.value = { move, orders }
  }

  async function send(payload: Payload): Promise<void> {
    const wanted = form.value
    if (!wanted || busy.value) return
    busy.value = true
    failure.value = null
    let done = 0
    for (const order of wanted.orders) if (await one(order, wanted.move, payload)) done += 1
    busy.value = false
    if (wanted.orders.length > 1 || done) form.value = null
    if (done) {
      say(t('orders.done', { n: done, move: t(`moves.name.${wanted.move}`) }, done))
      await again()
    }
  }

  async function one(order: Order, move: Move, payload: Payload): Promise<boolean> {
    const { id, number, version } = order.case
    try {
      await api.fire(id, move, version, { ...payload, order: order.id })
      if (selected.value.has(order.id)) toggle(order.id)
      return true
    } catch (error) {
      const why = explain(error)
      told.value = { ...told.value, [order.id]: why }
      failure.value = { message: why, fields: error instanceof Refusal ? error.fields : {} }
      if ((form.value?.orders.length ?? 0) > 1) warn(`${number} ${why}`)
      return false
    }
  }

  return {
    asked,
    standing,
    failed,
    list,
    selected,
    chosen,
    common,
    toggle,
    form,
    busy,
    failure,
    told,
    ask,
    send,
    again,
  }
}
