/** Signing out while something waits on this device: the outbox says what, before anybody leaves. */

import { close } from '@/live'
import { router } from '@/router'
import { signOut } from '@/session'

import { stuck, waiting } from '.'

/** Sign out, or first show what has not been sent. */
export async function leave(): Promise<void> {
  if (waiting.value || stuck.value) await router.push({ name: 'outbox', query: { leaving: '' } })
  else await leaveNow()
}

/** Loaded anew, so that nothing of theirs stays in this window. */
export async function leaveNow(): Promise<void> {
  close()
  await signOut()
  window.location.assign('/sign-in')
}
