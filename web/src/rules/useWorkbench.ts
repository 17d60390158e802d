/** A change of the rules while it is made: kept as a draft, read as it is typed, proved, switched on. */

import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'

import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import * as rules from '@/api/rules'
import type { Compared, Drafts, Proof, RuleProblem, Switch } from '@/api/types'
import { language } from '@/language'

/** So long nobody types before what they typed is kept and read. */
const PAUSE = 700

export type Kept = 'kept' | 'waits' | 'failed' | 'elsewhere'

export function useWorkbench() {
  const text = ref('')
  const ready = ref(false)
  /** The version that the draft was begun from, and the one in force. */
  const base = ref(0)
  const inForce = ref(0)
  const revision = ref(0)
  const kept = ref<Kept>('kept')
  const keptAt = ref<string | null>(null)
  const others = shallowRef<Drafts['others']>([])
  /** Nothing while what is written has not been read. */
  const problems = shallowRef<RuleProblem[] | null>(null)
  const compared = shallowRef<Compared | null>(null)
  const proof = shallowRef<Proof | null>(null)
  const proving = ref(false)
  const problem = ref('')
  /** The text as it was last loaded or kept. */
  let whole = ''
  let turn = 0
  let timer = 0

  /** It says something else than what is in force. */
  const differs = computed(() => !!compared.value?.differences.length)
  const readable = computed(() => problems.value?.length === 0)

  function seen(found: Drafts): void {
    others.value = found.others
    inForce.value = found.in_force
    if (!found.own) return
    revision.value = found.own.revision
    keptAt.value = found.own.written_at
    kept.value = 'kept'
  }

  async function load(): Promise<void> {
    try {
      const found = await rules.draft()
      const begun = found.own ?? { rules: (await rules.version(found.in_force)).text, base: found.in_force }
      revision.value = 0
      keptAt.value = null
      seen(found)
      base.value = begun.base
      whole = begun.rules
      text.value = begun.rules
      kept.value = 'kept'
      ready.value = true
      problem.value = ''
      await look()
    } catch (error) {
      problem.value = explain(error)
    }
  }

  async function keep(): Promise<void> {
    const written = text.value
    if (kept.value === 'elsewhere' || written === whole) return
    try {
      const found = await rules.keepDraft(written, base.value, revision.value)
      whole = written
      seen(found)
      if (text.value !== written) kept.value = 'waits'
    } catch (error) {
      kept.value = error instanceof Refusal && error.code === 'draft-elsewhere' ? 'elsewhere' : 'failed'
      problem.value = kept.value === 'failed' ? explain(error) : ''
    }
  }

  /** What is wrong with it, and where nothing is, what it changes. */
  async function look(): Promise<void> {
    const mine = ++turn
    const written = text.value
    try {
      const found = await rules.read(written)
      if (mine !== turn) return
      problems.value = found.problems
      compared.value = null
      if (found.problems.length) return
      const other = await rules.compare(written)
      if (mine !== turn) return
      compared.value = other
      inForce.value = other.in_force
      problem.value = ''
    } catch (error) {
      if (mine === turn) problem.value = explain(error)
    }
  }

  function written(): void {
    if (!ready.value || text.value === whole) return
    turn += 1
    problems.value = null
    proof.value = null
    if (kept.value !== 'elsewhere') kept.value = 'waits'
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void keep().then(look), PAUSE)
  }

  /** The draft as it stands elsewhere, in place of what is written here; or what is written here in its place. */
  async function resolve(mine: boolean): Promise<void> {
    if (!mine) return load()
    try {
      revision.value = (await rules.draft()).own?.revision ?? 0
      kept.value = 'waits'
      whole = ''
      await keep()
    } catch (error) {
      problem.value = explain(error)
    }
  }

  async function prove(): Promise<void> {
    const written = text.value
    proving.value = true
    problem.value = ''
    try {
      const found = await rules.prove(written)
      if (text.value === written) proof.value = found
    } catch (error) {
      problem.value = explain(error)
    }
    proving.value = false
  }

  /** Stored as a version, proved once more, and in force; the draft is done with. */
  async function switchOn(wish: Omit<rules.SwitchOn, 'seen'>): Promise<Switch> {
    const stored = await rules.store(text.value, wish.why)
    const done = await rules.switchOn(stored.number, {
      ...wish,
      seen: compared.value?.in_force ?? inForce.value,
    })
    await giveUp()
    return done
  }

  async function giveUp(): Promise<void> {
    window.clearTimeout(timer)
    turn += 1
    if (revision.value) await rules.dropDraft(revision.value)
    proof.value = null
    await load()
  }

  /** It goes on from what is in force by now: what that one changed has been looked at. */
  async function rebase(): Promise<void> {
    base.value = inForce.value
    whole = ''
    await keep()
  }

  const stay = (event: BeforeUnloadEvent) => {
    if (kept.value !== 'kept') event.preventDefault()
  }
  watch(text, written)
  watch(language, () => void look())
  onMounted(() => {
    window.addEventListener('beforeunload', stay)
    void load()
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', stay)
    window.clearTimeout(timer)
    if (kept.value === 'waits') void keep()
  })

  return {
    text,
    ready,
    base,
    inForce,
    kept,
    keptAt,
    others,
    problems,
    compared,
    proof,
    proving,
    problem,
    differs,
    readable,
    load,
    keep,
    resolve,
    prove,
    switchOn,
    giveUp,
    rebase,
  }
}
