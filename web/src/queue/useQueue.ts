import {
  computed,
  onActivated,
  onBeforeUnmount,
  onDeactivated,
  onMounted,
  ref,
  shallowRef,
  watch,
  type Ref,
} from 'vue'

import * as api from '@/api'
import { explain } from '@/api/errors'
import type { Behind, Incident, Item, Moved, Page, Queue } from '@/api/types'
import { useLive } from '@/live'

import { asIf, done, fresh, merge, touched, type Row } from './rows'

const FIRST = 50
const PAGE = 200
/** What happens is told at once; this is for what was not told. While nobody answers it is asked more often. */
const EVERY = 60_000
const AGAIN = 5_000
const TOGETHER = 150
/** Of so many cases that lie further down each is asked for; of more, none: they are asked for when they are touched. */
const SINGLY = 20

/** What a list shows: a queue, what was found by words, or what a figure counts. */
export type Source =
  | { queue: Queue; words?: never; behind?: never }
  | { queue?: never; words: string; behind?: never }
  | { queue?: never; words?: never; behind: Behind }

/** A list kept up to date without moving under the reader's eyes, paged by cursor as it is read. */
export function useQueue(source: Ref<Source | null>) {
  const rows = shallowRef<Row[]>([])
  const waiting = ref(0)
  const next = ref<string | null>(null)
  const loading = ref(true)
  const problem = ref('')
  /** The first page as it was last asked for. */
  const page = shallowRef<Page | null>(null)
  const answered = ref(Date.now())
  let latest: Page | null = null
  let turn = 0
  let timer = 0
  let paging: Promise<void> | null = null
  const heard = new Set<string>()

  const tidy = computed(() => waiting.value > 0 || rows.value.some((row) => row.gone || row.said))

  function ask(cursor: string | null, limit: number): Promise<Page> {
    const from = source.value as Source
    if (from.behind) return api.behind(from.behind, cursor, limit)
    return from.queue ? api.queue(from.queue, cursor, limit) : api.found(from.words as string, cursor, limit)
  }

  async function load(): Promise<void> {
    const mine = ++turn
    rows.value = []
    next.value = null
    waiting.value = 0
    paging = null
    heard.clear()
    if (!source.value) return
    loading.value = true
    await attempt(mine, () => ask(null, FIRST), show)
    if (mine === turn) loading.value = false
  }

  async function refresh(): Promise<void> {
    if (!source.value || loading.value || document.hidden) return
    const window = Math.min(PAGE, Math.max(FIRST, rows.value.length))
    await attempt(
      turn,
      () => ask(null, window),
      (page) => {
        const merged = merge(rows.value, page, window)
        latest = page
        rows.value = merged.rows
        waiting.value = merged.waiting
        if (rows.value.length === 0) show(page)
      },
    )
    await further()
  }

  /** What was told of cases that stand below the first page. */
  async function further(): Promise<void> {
    const mine = turn
    const first = new Set(latest?.items.map(({ id }) => id))
    const below = rows.value.filter(({ item }) => heard.has(item.id) && !first.has(item.id))
    heard.clear()
    if (!below.length || below.length > SINGLY) return
    const asked = below.map(async ({ item }) => [item.id, await api.row(item.number)] as const)
    const found = await Promise.allSettled(asked)
    if (mine !== turn) return
    const now = new Map<string, Item | null>(
      found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])),
    )
    rows.value = touched(rows.value, now, source.value?.queue ?? null)
  }

  /** The page after the last one, once however often it is asked for meanwhile. */
  function more(): Promise<void> {
    const cursor = next.value
    if (!source.value || !cursor) return Promise.resolve()
    return (paging ??= attempt(
      turn,
      () => ask(cursor, PAGE),
      (page) => {
        const known = new Set(rows.value.map((row) => row.item.id))
        rows.value = [...rows.value, ...page.items.filter((item) => !known.has(item.id)).map(fresh)]
        next.value = page.next
      },
    ).finally(() => (paging = null)))
  }

  /** Show the list as it is now. */
  async function takeIn(): Promise<void> {
    await refresh()
    if (latest) show(latest)
  }

  function show(first: Page): void {
    page.value = first
    rows.value = first.items.map(fresh)
    next.value = first.next
    waiting.value = 0
  }

  function change(id: string, to: (row: Row) => Row): void {
    rows.value = rows.value.map((row) => (row.item.id === id ? to(row) : row))
  }

  /** Something was done from here. */
  function did(incident: Incident | Moved, said: string): void {
    change(incident.id, (row) => done(row, incident, said))
  }

  /** Something was tried from here, and was not done; with what the case is now, where that is known. */
  function failed(id: string, why: string, now: Incident | null = null): void {
    change(id, (row) => ({ ...(now ? done(row, now, '') : row), failed: why }))
  }

  const claimed = (id: string, by: Item['claimed_by']) => change(id, (row) => asIf(row, by))

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
  useLive(({ name, data }) => {
    if (name !== 'incident' && name !== 'reset' && name !== 'opened') return
    if (data.id) heard.add(data.id)
    window.clearTimeout(soon)
    soon = window.setTimeout(seen, TOGETHER)
  })
  const rest = () => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', seen)
  }
  const rise = () => {
    rest()
    timer = window.setInterval(() => {
      if (problem.value || Date.now() - answered.value >= EVERY) seen()
    }, AGAIN)
    document.addEventListener('visibilitychange', seen)
    seen()
  }
  onMounted(rise)
  onActivated(rise)
  onDeactivated(rest)
  onBeforeUnmount(() => {
    turn += 1
    window.clearTimeout(soon)
    rest()
  })
  watch(source, () => void load(), { immediate: true })

  return {
    rows,
    waiting,
    tidy,
    next,
    loading,
    problem,
    page,
    answered,
    load,
    more,
    refresh,
    takeIn,
    did,
    failed,
    claimed,
  }
}
