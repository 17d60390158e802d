/** Every call that the pages make. */

import type { Early } from '../early'
import { ask } from './client'
import type {
  Behind,
  BehindPage,
  Board,
  Boundaries,
  Bulletin,
  BulletinCases,
  Bulletins,
  Candidates,
  Catalogue,
  Chart,
  Climb,
  CountedCases,
  Desks,
  Explanation,
  Looks,
  Reporter,
  Told,
  Checker,
  Grid,
  Incident,
  Indicators,
  ManyAround,
  Moved,
  Notices,
  Own,
  Page,
  PlaceFound,
  PublicCatalogue,
  Preferences,
  Queue,
  Report,
  Session,
  Shades,
  SetUp,
  SignIns,
  Submitted,
  Site,
  Taken,
  Tallies,
  Units,
  Uploaded,
} from './types'

export const signIn = (username: string, password: string) =>
  ask<Session>('/session', { method: 'POST', body: { username, password } })

/** Be who acts in a part of the tour of a demonstration city. */
export const tour = (body: Taken) => ask<Session>('/tour/sign-in', { method: 'POST', body })

export const signOut = () => ask<void>('/session', { method: 'DELETE' })

export const whoAmI = (early?: Early) => ask<Session>('/session', { whole: ['person'], early })

export const queue = (kind: Queue, cursor: string | null, limit: number) =>
  ask<Page>(`/queues/${kind}`, { query: { cursor, limit } })

/** What is asked of whoever is signed in: to look whether a report is so, or whether it was put right. */
export const asked = (cursor: string | null, limit: number) => queue('verify', cursor, limit)

/** Everything that they may see, newest first. */
export const listed = (cursor: string | null, limit: number) =>
  ask<Page>('/incidents', { query: { cursor, limit } })

/** What they reported themselves, newest first. */
export const mine = (cursor: string | null, limit: number) =>
  ask<Page>('/incidents', { query: { mine: 'true', cursor, limit } })

/** How much waits in each queue. */
export const tallies = () => ask<Tallies>('/queues')

/** What is late and lying in a territory, by its parts; all of the asker's own if no place is named. */
export const board = (place: string | null) => ask<Board>('/board', { query: { place } })

/** What is open, late and lying by the unit that leads it. */
export const boardUnits = (place: string | null) => ask<Units>('/board/units', { query: { place } })

/** How many cases stand in each state, and where. */
export const chart = (place: string | null) => ask<Chart>('/board/chart', { query: { place } })

/** How much of each part is open and late; of the parts next below, or of all villages. */
export const shades = (place: string | null, level: number | null = null) =>
  ask<Shades>('/board/grids', { query: { place, level } })

/** What climbs, what happens next on top. */
export const ladders = (place: string | null, limit: number) =>
  ask<Climb>('/board/ladders', { query: { place, limit } })

/** Who was on duty at an instant; now if none. */
export const desks = (place: string | null, at: string | null) =>
  ask<Desks>('/board/duty', { query: { place, at } })

/** The cases behind a figure of the board. */
export const behind = (asked: Behind, cursor: string | null, limit: number) =>
  ask<BehindPage>('/board/incidents', { query: { ...asked, cursor, limit } })

/** Figures over time, of a territory or of one of those in it; so many periods as a step shows. */
export const indicators = (asked: Record<string, string | undefined>) =>
  ask<Indicators>('/indicators', { query: asked })

/** One's own figures over time. */
export const ownFigures = (asked: Record<string, string | undefined>) =>
  ask<Own>('/indicators/mine', { query: asked })

/** The cases behind a figure over time; of one's own where it says so. */
export const indicatorCases = (
  { mine: own, ...asked }: Record<string, string | undefined>,
  cursor: string | null,
  limit: number,
) =>
  ask<CountedCases>(own ? '/indicators/mine/incidents' : '/indicators/incidents', {
    query: { ...asked, cursor, limit },
  })

/** Cases in which all the words were written, newest first. */
export const found = (words: string, cursor: string | null, limit: number) =>
  ask<Page>('/incidents', { query: { words, cursor, limit } })

/** The row of one case; none where it is no longer to be seen. */
export const row = async (number: string) =>
  (await ask<Page>('/incidents', { query: { number } })).items[0] ?? null

export const incident = (ref: string) => ask<Incident>(`/incidents/${encodeURIComponent(ref)}`)

/** A report as it is sent: what has a default may be left out. */
export type ReportBody = Pick<Report, 'category' | 'description'> & Partial<Report>

/** The moves that a phone keeps and sends, and that are on a patrol. */
const ON_PATROLS = new Set(['check_off'])

/** What whoever gives up what they wrote for an answer has to have in hand. */
const CASE = ['id', 'number', 'state', 'version'] as const

/** What came of it the first time, however often it is sent with the same key. */
export const report = (body: ReportBody, key: string, as?: string) =>
  ask<Submitted>('/incidents', {
    method: 'POST',
    body,
    key,
    whole: CASE,
    ...(as === undefined ? {} : { as }),
  })

export const fire = (
  id: string,
  move: string,
  version: number,
  payload: Record<string, unknown>,
  key?: string,
  as?: string,
) =>
  ask<Incident | Moved>(
    `/${ON_PATROLS.has(move) ? 'patrols' : 'incidents'}/${encodeURIComponent(id)}/${move}`,
    {
      method: 'POST',
      version,
      body: payload,
      whole: CASE,
      ...(key === undefined ? {} : { key }),
      ...(as === undefined ? {} : { as }),
    },
  )

export const uploadPhoto = (file: Blob, key?: string, as?: string) =>
  ask<Uploaded>('/photos', {
    method: 'POST',
    file,
    whole: ['id'],
    ...(key === undefined ? {} : { key }),
    ...(as === undefined ? {} : { as }),
  })

export const photo = (id: string) => `/api/v1/photos/${encodeURIComponent(id)}`

/** At most 480 pixels an edge. */
export const thumb = (id: string) => `${photo(id)}?size=thumb`

export const catalogue = () => ask<Catalogue>('/catalogue')

/** The same for who is not signed in. */
export const publicCatalogue = () => ask<PublicCatalogue>('/public/catalogue', { cache: 'no-cache' })

/** Who can be sent to look whether a report is so, the suggested one first. */
export const checkers = (ref: string) => ask<Checker[]>(`/incidents/${encodeURIComponent(ref)}/checkers`)

/** Who can be sent to look again at what was closed, likewise. */
export const lookers = (ref: string) => ask<Checker[]>(`/incidents/${encodeURIComponent(ref)}/lookers`)

/** Who could be sent to a case, whom the rules suggest first. */
export const receivers = (ref: string) => ask<Candidates>(`/incidents/${encodeURIComponent(ref)}/receivers`)

/** The open cases of a category around a place, the nearest first. */
export const nearby = (
  category: string,
  where: { grid?: string | null; lat?: number | null; lon?: number | null },
) => ask<ManyAround>('/incidents/nearby', { query: { category, ...where } })

/** The grids below a code; without one, from the root. */
export const grids = (under: string | null, level: number | null) =>
  ask<Grid[]>('/grids', { query: { under, level } })

/** The grid at a point; refused with 404 outside the city. */
export const gridAt = (lat: number, lon: number) => ask<PlaceFound>('/grids/at', { query: { lat, lon } })

/** The grids that words may mean, the likeliest first. */
export const findGrids = (words: string, level: number | null, limit: number) =>
  ask<PlaceFound[]>('/grids/search', { query: { words, level, limit } })

/** Outlines just below a grid, or of a level in its subtree. The browser keeps them until they change. */
export const boundaries = (under: string | null, level: number | null) =>
  ask<Boundaries>('/grids/boundaries', { query: { under, level }, cache: 'no-cache' })

export const site = () => ask<Site>('/site')

/** What was told to whoever is signed in, newest first. */
export const notices = (cursor: string | null, limit: number, unread = false) =>
  ask<Notices>('/notices', { query: { cursor, limit, unread: unread ? 'true' : null } })

/** What is out, and the drafts that one may see; the newest first. */
export const bulletins = (wanted: Record<string, string | null>, cursor: string | null, limit: number) =>
  ask<Bulletins>('/bulletins', { query: { ...wanted, cursor, limit } })

export const bulletin = (ref: string) => ask<Bulletin>(`/bulletins/${encodeURIComponent(ref)}`)

/** A move on a bulletin, against the version that was seen; the bulletin as it is then. */
export const moveBulletin = (id: string, move: string, body: unknown, version: number) =>
  ask<Bulletin>(`/bulletins/${encodeURIComponent(id)}/${move}`, { method: 'POST', body, version })

/** The numbers of the cases that a figure counts, of all or of one part. */
export const bulletinCases = (id: string, figure: string, township: string | null) =>
  ask<BulletinCases>(`/bulletins/${encodeURIComponent(id)}/cases`, { query: { figure, township } })

export const acknowledge = (id: string) =>
  ask<unknown>(`/notices/${encodeURIComponent(id)}/acknowledge`, { method: 'POST' })

/** All up to an instant. */
export const acknowledgeUntil = (until: string) =>
  ask<unknown>('/notices/acknowledge', { method: 'POST', body: { until } })

/** Why a case is where it is, whole. */
export const explanation = (ref: string) =>
  ask<Explanation>(`/incidents/${encodeURIComponent(ref)}/explanation`)

/** Who was told about a case, newest first. */
export const told = (ref: string, cursor: string | null) =>
  ask<Told>(`/incidents/${encodeURIComponent(ref)}/told`, { query: { cursor, limit: 50 } })

/** Who looked who reported it, newest first. */
export const looks = (ref: string, cursor: string | null) =>
  ask<Looks>(`/incidents/${encodeURIComponent(ref)}/looks`, { query: { cursor, limit: 50 } })

/** Who reported it; that somebody asked, and why, is kept. */
export const whoReported = (ref: string, reason: string) =>
  ask<Reporter>(`/incidents/${encodeURIComponent(ref)}/reporter`, { method: 'POST', body: { reason } })
/** What the person wants of messages, and what the city's rules say. */
export const preferences = () => ask<Preferences>('/preferences')

export const prefer = (wanted: Preferences['own']) =>
  ask<Preferences>('/preferences', { method: 'PUT', body: wanted })

/** Ends the person's sign-ins on other devices. */
export const changePassword = (old: string, fresh: string) =>
  ask<void>('/session/password', { method: 'POST', body: { old, new: fresh } })

export const signIns = () => ask<SignIns>('/session/sign-ins')

export const endSignIn = (id: string) => ask<void>(`/session/sign-ins/${id}/end`, { method: 'POST' })

export const endOtherSignIns = () => ask<void>('/session/sign-ins/end_others', { method: 'POST' })

/** Whether the city waits for its first administrator. */
export const setUpWaits = () => ask<{ waits: boolean }>('/set-up')

export const setUp = (first: SetUp) => ask<Session>('/set-up', { method: 'POST', body: first })

/** Chooses a password by a link, once. */
export const join = (code: string, password: string) =>
  ask<Session>('/join', { method: 'POST', body: { code, password } })
