/** Everything that the page of rosters shows, read anew after each change. */

import { computed, onMounted, ref, shallowRef, watch } from 'vue'

import * as rosters from '@/api/duty'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import type { Duty, HandOver, Mine, Post, Requests, Week, WeekRow } from '@/api/types'
import { language } from '@/language'
import { person } from '@/session'

import { dateOf, noon } from './saying'

const DAY = 86_400_000
const PAGE = 200

const CHANGERS = new Set(['township_supervisor', 'supervisor', 'admin'])
const edits = ({ role, chief }: Post) => chief || CHANGERS.has(role)
/** The desks of a duty chief, at their own grid. */
const CHIEFS = new Set(['dispatcher', 'intake', 'duty'])
const sees = ({ role }: Post) => role !== 'informant'

export function useDuty() {
  const posts = computed(() => person.value?.posts ?? [])
  /** Who may change a roster; informants see their own shifts alone. */
  const changes = computed(() => posts.value.some(edits))
  const mayChange = ({ role, place }: WeekRow) =>
    posts.value.some((own) => CHANGERS.has(own.role)) ||
    (CHIEFS.has(role) && posts.value.some((own) => own.chief && own.grid === place.code))
  const looks = computed(() => posts.value.some(sees))
  /** The city's own day, which in a demonstration may be another than the device's. */
  const today = ref('')

  const where = ref<rosters.Where>({})
  const at = ref('now')
  const from = ref('')
  const duty = shallowRef<Duty | null>(null)
  const week = shallowRef<Week | null>(null)
  const mine = shallowRef<Mine | null>(null)
  const requests = shallowRef<Requests | null>(null)
  const notes = shallowRef<HandOver[] | null>(null)
  const more = ref(false)
  const problem = ref('')
  /** Rises with each change. */
  const turn = ref(0)

  async function attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      problem.value = ''
      return true
    } catch (error) {
      problem.value = explain(error)
      return false
    }
  }

  /** A place whose roster is not theirs to see is shown as none. */
  async function unlessHidden(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof Refusal && (error.status === 404 || error.status === 403))) throw error
    }
  }

  const loadNow = () =>
    attempt(() =>
      unlessHidden(async () => {
        if (looks.value) duty.value = await rosters.onDuty(where.value, at.value)
      }),
    )
  const loadWeek = () =>
    attempt(() =>
      unlessHidden(async () => {
        if (!looks.value) return
        const found = await rosters.week(where.value, from.value)
        if (!from.value) today.value = found.first
        week.value = found
      }),
    )
  const loadOwn = () =>
    attempt(async () => {
      ;[mine.value, requests.value] = await Promise.all([rosters.mine(), rosters.requests(null)])
    })
  const loadNotes = () =>
    attempt(async () => {
      notes.value = await rosters.handOvers(null)
      more.value = notes.value.length === PAGE
    })
  const moreNotes = () =>
    attempt(async () => {
      const known = notes.value ?? []
      const found = await rosters.handOvers(known.at(-1)?.id ?? null)
      notes.value = [...known, ...found]
      more.value = found.length === PAGE
    })

  async function load(): Promise<void> {
    turn.value += 1
    await Promise.all([loadNow(), loadWeek(), loadOwn(), loadNotes()])
  }

  function turnWeek(days: number): void {
    const first = week.value?.first
    if (first) from.value = dateOf(new Date(Date.parse(noon(first)) + days * DAY).toISOString())
  }

  watch([where, at], loadNow)
  watch([where, from], loadWeek)
  watch(language, () => void load())
  onMounted(load)

  return {
    changes,
    mayChange,
    looks,
    today,
    where,
    at,
    from,
    duty,
    week,
    mine,
    requests,
    notes,
    more,
    problem,
    turn,
    attempt,
    load,
    loadNotes,
    moreNotes,
    turnWeek,
  }
}
