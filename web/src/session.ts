/** Who is signed in on this device. */

import { computed, ref } from 'vue'

import * as api from './api'
import { askAs, Refusal, whenSignedOut } from './api/client'
import type { Queue, Role, Session, SetUp } from './api/types'
import { early, type Early } from './early'
import { chosen, use } from './language'
import { handOver } from './outbox/stored'
import { forgotten, owe, owed, paid, remember, remembered } from './remembered'
import { person, who } from './who'

export { person } from './who'

let asked: Promise<void> | null = null

/** The sign-in ran out while somebody was working: they sign in again on the spot, and what they typed stays. */
export const expired = ref(false)

/** How long an answer is waited for on a device that remembers who was signed in last. */
const PATIENCE = 3_000

whenSignedOut(() => {
  if (who.value) expired.value = true
})

const windows = 'BroadcastChannel' in globalThis ? new BroadcastChannel('gridward.session') : null

// All windows of a browser have one cookie: when it is nobody's or somebody else's, none goes on as who it was.
if (windows)
  windows.onmessage = ({ data }: MessageEvent<string | null>) => {
    if (who.value && who.value.id !== data) window.location.assign('/')
  }

// "Back", after signing out, brings a page as it stood when it was left, with all that its reader saw.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) window.location.reload()
})

/** Who the cookie belongs to; where nobody answers, who was signed in last on this device. */
export function known(): Promise<void> {
  asked ??= begin()
  return who.value ? Promise.resolve() : asked
}

async function begin(): Promise<void> {
  const before = early()
  const owing = await owed()
  if (owing && !(await ended())) return
  const last = await remembered()
  const answered = ask(last?.id, owing ? undefined : before)
  const said = await (last ? Promise.race([answered, pause(PATIENCE)]) : answered)
  if (last && said !== 'nobody' && !who.value) await welcome(last)
}

async function ask(last: string | undefined, before?: Early): Promise<'somebody' | 'nobody' | 'silence'> {
  try {
    const { person: found } = await api.whoAmI(before)
    await arrive(found, last)
    return 'somebody'
  } catch (error) {
    // Without the city's own word for it, it was a proxy that said so.
    if (!(error instanceof Refusal) || error.status !== 401 || !error.code) {
      asked = null
      return 'silence'
    }
    if (who.value) expired.value = true
    return 'nobody'
  }
}

const pause = (ms: number) => new Promise<'silence'>((resolve) => setTimeout(() => resolve('silence'), ms))

export async function signIn(username: string, password: string): Promise<void> {
  const before = person.value?.id
  const { person: found } = await api.signIn(username, password)
  await arrive(found, (await remembered())?.id)
  // Somebody else took the place of who was signed in: nothing of theirs stays in this window.
  if (before && before !== found.id) window.location.assign('/')
  asked = Promise.resolve()
  expired.value = false
}

/** The first administrator of a city: signed in as soon as they are named. */
export async function setUp(first: SetUp): Promise<void> {
  const { person: found } = await api.setUp(first)
  await arrive(found, undefined)
  asked = Promise.resolve()
}

/** Whoever chose a password by a link: signed in at once. */
export async function join(code: string, password: string): Promise<void> {
  const { person: found } = await api.join(code, password)
  await arrive(found, (await remembered())?.id)
  asked = Promise.resolve()
}

/** Whoever the server signed in by the tour of a demonstration. */
export async function taken({ person: found }: Session): Promise<void> {
  await arrive(found, (await remembered())?.id)
}

/** Nothing of theirs stays on this device but what they wrote and the server does not have. */
export async function signOut(): Promise<void> {
  await forgotten()
  await handOver().catch(() => undefined)
  const over = await ended()
  await forgotten() // also what a page kept while the server was told
  if (!over) await owe()
  windows?.postMessage(null)
}

/** Whether the server knows that nobody is signed in here any more. */
async function ended(): Promise<boolean> {
  const over = await api.signOut().then(
    () => true,
    (error: unknown) => error instanceof Refusal && error.status === 401,
  )
  if (over) await paid()
  return over
}

async function arrive(found: Session['person'], last: string | undefined): Promise<void> {
  if (last !== found.id) {
    await forgotten()
    await handOver().catch(() => undefined)
    windows?.postMessage(found.id)
  }
  await remember(found)
  await welcome(found)
}

async function welcome(found: Session['person']): Promise<void> {
  who.value = found
  askAs(found.id)
  if (!chosen()) await use(found.language === 'en' ? 'en' : 'zh-CN')
}

const USE: Readonly<Record<Queue, readonly Role[]>> = {
  intake: ['intake', 'dispatcher', 'duty', 'centre'],
  dispatch: ['dispatcher', 'duty', 'centre', 'township_supervisor'],
  handle: ['handler', 'unit_member', 'informant'],
  verify: ['informant', 'dispatcher', 'duty'],
  supervise: ['township_supervisor', 'supervisor', 'centre'],
}

/** As what they may act. */
export const roles = computed<ReadonlySet<Role>>(() => new Set(person.value?.posts.map((post) => post.role)))

/** Whether they see how the city is kept. */
export const keeper = computed(() => roles.value.has('centre') || roles.value.has('admin'))

const DESK: readonly Role[] = ['dispatcher', 'intake', 'duty', 'township_supervisor', 'supervisor', 'centre']

const SUPERVISORS: readonly Role[] = ['township_supervisor', 'supervisor']
const WORKERS: readonly Role[] = ['dispatcher', 'intake', 'duty']

/** Where `/` leads: supervisors to their board, who works at a desk to it, else to their own list, to
 * their street, or to what they keep. */
export function home(): string {
  const has = (role: Role) => roles.value.has(role)
  if (SUPERVISORS.some(has) && !WORKERS.some(has)) return '/board'
  if (DESK.some(has)) return '/'
  if (has('handler') || has('unit_member')) return '/handle'
  if (has('informant')) return '/street'
  return has('admin') ? '/centre' : '/'
}

/** The queues that the person's posts can use, the one they work in first. */
export const queues = computed<Queue[]>(() =>
  (Object.keys(USE) as Queue[]).filter((queue) => USE[queue].some((role) => roles.value.has(role))),
)
