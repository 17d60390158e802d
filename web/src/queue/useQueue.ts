import { computed, onActivated, onBeforeUnmount, onDeactivated, ref, shallowRef, watch, type Ref } from 'vue'

import * as api from '@/api'
import { explain } from '@/api/errors'
import type { Incident, Moved, Page, Queue } from '@/api/types'

import { useLive } from '@/live'

import { done, fresh, merge, type Row } from './rows'

const PAGE = 50
const LARGEST = 200
/** What happens is told at once; this is for what was not told. While nobody answers it is asked more often. */
const EVERY = 60_000
const AGAIN = 5_000
const TOGETHER = 300

/** The queue of a kind, kept up to date without moving under the reader's eyes. */
export function useQueue(kind: Ref<Queue | null>) {
  const rows = shallowRef<Row[]>([])
  const waiting = ref(0)
  const next = ref<string | null>(null)
  const loading = ref(true)
  const problem = ref('')
  const answered = ref(Date.now())
  let latest: Page | null = null
  let turn = 0
  let timer = 0

  const tidy = computed(() => waiting.value > 0 || rows.value.some((row) => row.gone || row.said))

  async function load(): Promise<void> {
    const mine = ++turn
    if (!kind.value) return
    loading.value = true
    rows.value = []
    next.value = null
    waiting.value = 0
    await attempt(mine, () => api.queue(kind.value as Queue, null, PAGE), show)
    if (mine === turn) loading.value = false
  }

  async function refresh(): Promise<void> {
    if (!kind.value || loading.value || document.hidden) return
    const window = Math.min(LARGEST, Math.max(PAGE, rows.value.length))
    await attempt(
      turn,
      () => api.queue(kind.value as Queue, null, window),
      (page) => {
        const merged = merge(rows.value, page, window)
        latest = page
        rows.value = merged.rows
        waiting.value = next.value === null ? merged.waiting : Math.min(merged.waiting, page.items.length)
        if (rows.value.length === 0) show(page)
      },
    )
  }

  async function more(): Promise<void> {
    const cursor = next.value
    if (!kind.value || !cursor) return
    await attempt(
      turn,
      () => api.queue(kind.value as Queue, cursor, PAGE),
      (page) => {
        const known = new Set(rows.value.map((row) => row.item.id))
        rows.value = [...rows.value, ...page.items.filter((item) => !known.has(item.id)).map(fresh)]
        next.value = page.next
      },
    )
  }

  /** Show the queue as it is now. */
  async function takeIn(): Promise<void> {
    await refresh()
    if (latest) show(latest)
  }

  function show(page: Page): void {
    rows.value = page.items.map(fresh)
    next.value = page.next
    waiting.value = 0
  }

  function did(incident: Incident | Moved, said: string): void {
    rows.value = rows.value.map((row) => (row.item.id === incident.id ? done(row, incident, said) : row))
    void refresh()
  }

  /** Ask; keep the answer only if nothing else was asked for meanwhile. */
  async function attempt(mine: number, ask: () => Promise<Page>, take: (page: Page) => void): Promise<void> {
    try {
      const page = await ask()
      if (mine !== turn) return
      take(page)
      problem.value = ''
      answered.value = Date.now()
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }

  const seen = () => void refresh()
  let soon = 0
  useLive(({ name }) => {
    if (name !== 'incident' && name !== 'reset') return
    window.clearTimeout(soon)
    soon = window.setTimeout(seen, TOGETHER)
  })
  const rest = () => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', seen)
  }
  onActivated(() => {
    rest()
    timer = window.setInterval(() => {
      if (problem.value || Date.now() - answered.value >= EVERY) seen()
    }, AGAIN)
    document.addEventListener('visibilitychange', seen)
    seen()
  })
  onDeactivated(rest)
  onBeforeUnmount(() => {
    turn += 1
    window.clearTimeout(soon)
    rest()
  })
  watch(kind, () => void load(), { immediate: true })

  return { rows, waiting, tidy, next, loading, problem, answered, load, more, takeIn, did }
}
