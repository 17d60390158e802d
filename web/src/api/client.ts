import type { Early } from '../early'
import type { Problem } from './types'

const PATIENCE = 20_000
/** A photo from a phone with a bad line. */
const PATIENCE_WITH_FILES = 180_000

/** An answer that says no, in the API's own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
    /** What the first request under the same key was answered. */
    readonly answer: unknown = null,
    /** For so many milliseconds the server wants to be left alone. */
    readonly retry: number | null = null,
  ) {
    super(message)
  }
}

/** No answer at all: no network, no server, none within twenty seconds, or one that is not the city's. */
export class Unreachable extends Error {}

interface Ask {
  method?: string
  body?: unknown
  /** Sent as it is, in place of a body. */
  file?: Blob
  query?: Record<string, string | number | null | undefined>
  /** The version that was seen. */
  version?: number
  /** Whose it is: refused as without a sign-in where somebody else is signed in by now. */
  as?: string
  /** The Idempotency-Key: the same request with the same key is done once. */
  key?: string
  /** What every answer of the city has. What has it not came from something on the way. */
  whole?: readonly string[]
  /** Of a report that is made without a sign-in: the secret by which its sender is known. */
  draft?: string
  /** By which receipt it is asked. */
  receipt?: string
  /** `no-cache` where the browser may keep the answer and ask whether it still holds. */
  cache?: RequestCache
  /** How many milliseconds an answer is waited for, where it takes longer by its nature. */
  patience?: number
  /** It was asked already. */
  early?: Early | undefined
}

let language = 'zh-CN'
let signedOut: () => void = () => undefined
let whose: string | null = null
let ahead = 0
/** By how many milliseconds the city's clock is ahead of its server's: a demonstration winds it on. */
let wound = 0

/** Who is at these pages: what they ask is never done as somebody else, who signed in in another window. */
export function askAs(person: string): void {
  whose = person
}

/** By how many milliseconds this device's clock runs ahead of the city's, as of the last answer. */
export const clockAhead = () => ahead

/** What the city's clock shows, or showed when this device's showed that, as far as it is known here. */
export const cityTime = (here: number | string = Date.now()) =>
  new Date(new Date(here).getTime() - ahead).toISOString()

/** In which language the API answers from now on. */
export function speak(tag: string): void {
  language = tag
}

/** What to do when the sign-in has run out. */
export function whenSignedOut(act: () => void): void {
  signedOut = act
}

/** Ask the API; the sign-in travels as a cookie that scripts cannot read. Throws `Refusal` or `Unreachable`. */
export async function ask<T>(
  path: string,
  {
    method = 'GET',
    body,
    file,
    query,
    version,
    as,
    key,
    draft,
    receipt,
    whole = [],
    cache = 'no-store',
    patience,
    early,
  }: Ask = {},
): Promise<T> {
  const person = path === '/session' ? null : (as ?? whose)
  const { answer, came } = await reach(early, `/api/v1${path}${search(query)}`, {
    method,
    headers: {
      Accept: 'application/json',
      'Accept-Language': language,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(file === undefined ? {} : { 'Content-Type': file.type }),
      ...(version === undefined ? {} : { 'If-Match': String(version) }),
      ...(person === null ? {} : { 'Gridward-Person': person }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(draft === undefined ? {} : { 'Gridward-Draft': draft }),
      ...(receipt === undefined ? {} : { Authorization: `Receipt ${receipt}` }),
    },
    body: file ?? (body === undefined ? null : JSON.stringify(body)),
    credentials: 'same-origin',
    cache,
    signal: AbortSignal.timeout(patience ?? (file ? PATIENCE_WITH_FILES : PATIENCE)),
  })
  if (answer.ok) {
    const said = answer.status === 204 ? undefined : await read(answer)
    if (!has(said, whole)) throw new Unreachable('not an answer of the city')
    if (cache === 'no-store')
      compare(came, answer.headers.get('Date'), (said as { city_time?: string } | undefined)?.city_time)
    return said as T
  }
  const refusal = await refused(answer)
  if (answer.status === 401 && refusal.code && path !== '/session') signedOut()
  throw refusal
}

const has = (said: unknown, whole: readonly string[]) =>
  whole.every((name) => Boolean((said as Record<string, unknown> | null | undefined)?.[name]))

async function reach(early: Early | undefined, url: string, request: RequestInit): Early {
  try {
    if (early) return await early
    return { answer: await fetch(url, request), came: Date.now() }
  } catch (error) {
    throw new Unreachable(String(error), { cause: error })
  }
}

function compare(came: number, date: string | null, city?: string): void {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return
  const shown = Date.parse(city ?? '')
  if (!Number.isNaN(shown)) wound = shown - theirs
  ahead = came - theirs - wound
}

/** What is no JSON did not come from the city, but from something on the way, such as a hotel's page. */
async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch (error) {
    throw new Unreachable(String(error), { cause: error })
  }
}

async function refused(answer: Response): Promise<Refusal> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
  const fields = Object.fromEntries((problem.errors ?? []).map(({ field, message }) => [field, message]))
  const code = problem.type?.split('/').pop() ?? ''
  return new Refusal(
    answer.status,
    code,
    problem.detail || problem.title || String(answer.status),
    fields,
    problem.answer,
    leftAlone(answer.headers),
  )
}

/** In seconds, or until a moment: by the clock of who says so, since this device's may be wrong. */
function leftAlone(headers: Headers): number | null {
  const said = headers.get('Retry-After')
  if (!said) return null
  const ms = /^\d+$/.test(said)
    ? Number(said) * 1000
    : Date.parse(said) - Date.parse(headers.get('Date') ?? '')
  return ms > 0 ? ms : null
}

function search(query: Ask['query'] = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : ''
}
