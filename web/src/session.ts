/** Who is signed in on this device. */

import { computed, ref, shallowRef } from 'vue'

import * as api from './api'
import { Refusal, whenSignedOut } from './api/client'
import type { Queue, Role, Session, SetUp } from './api/types'
import { chosen, use } from './language'

const session = shallowRef<Session | null>(null)
let asked: Promise<void> | null = null

export const person = computed(() => session.value?.person ?? null)

/** The sign-in ran out while somebody was working: they sign in again on the spot, and what they typed stays. */
export const expired = ref(false)

whenSignedOut(() => {
  if (session.value) expired.value = true
})

/** Ask once who the cookie belongs to. */
export function known(): Promise<void> {
  return (asked ??= api.whoAmI().then(welcome, (error: unknown) => {
    if (error instanceof Refusal) session.value = null
    else asked = null
  }))
}

export async function signIn(username: string, password: string): Promise<void> {
  const before = person.value?.id
  await welcome(await api.signIn(username, password))
  // Somebody else took the place of who was signed in: nothing of theirs stays in this window.
  if (before && before !== person.value?.id) window.location.assign('/')
  asked = Promise.resolve()
  expired.value = false
}

/** The first administrator of a city: signed in as soon as they are named. */
export async function setUp(first: SetUp): Promise<void> {
  await welcome(await api.setUp(first))
  asked = Promise.resolve()
}

export async function signOut(): Promise<void> {
  await api.signOut().catch(() => undefined)
}

async function welcome(found: Session): Promise<void> {
  session.value = found
  if (!chosen()) await use(found.person.language === 'en' ? 'en' : 'zh-CN')
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

const DESK: readonly Role[] = ['dispatcher', 'intake', 'duty', 'township_supervisor', 'supervisor', 'centre']

/** Where `/` leads: to the desk who works at one, else to their own list or to their street. */
export function home(): string {
  const has = (role: Role) => roles.value.has(role)
  if (DESK.some(has)) return '/'
  if (has('handler') || has('unit_member')) return '/handle'
  return has('informant') ? '/street' : '/'
}

/** The queues that the person's posts can use, the one they work in first. */
export const queues = computed<Queue[]>(() =>
  (Object.keys(USE) as Queue[]).filter((queue) => USE[queue].some((role) => roles.value.has(role))),
)
