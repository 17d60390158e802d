/** How a move on a case gets to the server: on a phone through the outbox, at a desk straight, and from there too
 * through the outbox where nobody answers. */

import * as api from '@/api'
import { Refusal, Unreachable } from '@/api/client'
import type { Incident, Moved } from '@/api/types'
import { i18n } from '@/language'
import { formName } from '@/moves/payload'
import { say } from '@/said'
import { untyped } from '@/typed'

import * as outbox from '.'
import type { Seen } from './items'
import { said } from './said'

const HANDHELD = '(max-width: 599.98px), (pointer: coarse)'

/** The move that was refused and still lies in the outbox, by its case: the next one on it takes its place. */
const refused = new Map<string, string>()

/** The server's answer; null where the move is kept on the device and will be sent by itself, which is said. Throws
 * what the server refused. */
export async function carry(
  incident: Seen,
  move: string,
  payload: Record<string, unknown>,
  photos: readonly Blob[] = [],
): Promise<Incident | Moved | null> {
  const answer = await carried(incident, move, payload, photos)
  untyped(formName(incident.id, move))
  return answer
}

async function carried(
  incident: Seen,
  move: string,
  payload: Record<string, unknown>,
  photos: readonly Blob[],
): Promise<Incident | Moved | null> {
  if (window.matchMedia(HANDHELD).matches || !navigator.onLine) {
    return through(incident, move, payload, photos)
  }
  const key = outbox.fresh()
  try {
    return await straight(incident, move, payload, photos, key)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return through(incident, move, payload, photos, key)
  }
}

async function straight(
  { id, version }: Seen,
  move: string,
  payload: Record<string, unknown>,
  photos: readonly Blob[],
  key: string,
): Promise<Incident | Moved> {
  const named: string[] = []
  for (const [place, photo] of photos.entries()) {
    named.push((await api.uploadPhoto(photo, `${key}.0.${place}`)).id)
  }
  return api.fire(id, move, version, named.length ? { ...payload, photos: named } : payload, key)
}

async function through(
  incident: Seen,
  move: string,
  payload: Record<string, unknown>,
  photos: readonly Blob[],
  tried?: string,
): Promise<Incident | Moved | null> {
  let stored: outbox.Item
  try {
    stored = await outbox.move(incident, move, payload, photos, words(payload), tried)
  } catch {
    // A browser that keeps nothing, or has no room: then it is now or never.
    return straight(incident, move, payload, photos, tried ?? outbox.fresh())
  }
  await instead(incident.id)
  const item = await outbox.settled(stored.id)
  if (item.state === 'stuck' && item.why) {
    // Where nothing was typed there is nothing to keep; else it stays until it is said anew, or dropped by hand.
    if (words(payload) || photos.length) refused.set(incident.id, item.id)
    else await outbox.drop(item.id)
    throw new Refusal(item.why.status, item.why.code, said(item.why), item.why.fields)
  }
  if (item.state === 'done') {
    const answer = outbox.full(item.id) ?? (await api.incident(incident.id))
    return answer as Incident | Moved
  }
  say(i18n.global.t('outbox.keptMove'))
  return null
}

/** What was refused before goes, now that it was said anew. */
async function instead(incident: string): Promise<void> {
  const before = refused.get(incident)
  refused.delete(incident)
  if (before && outbox.items.value.some(({ id, state }) => id === before && state === 'stuck')) {
    await outbox.drop(before)
  }
}

/** What somebody typed. */
function words({ reason, note }: Record<string, unknown>): string {
  return String(reason ?? note ?? '')
}
