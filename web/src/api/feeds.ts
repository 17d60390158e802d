/** One's own calendar by subscription. */

import { ask } from './client'
import type { FeedMade, FeedState } from './types'

interface Chosen {
  meetings: boolean
  decisions: boolean
  shifts: boolean
}

const AT = '/preferences/calendar'

export const feed = () => ask<FeedState>(AT)

/** Its address is told this once; one that there was before leads nowhere from now on. */
export const makeFeed = (body: Chosen) => ask<FeedMade>(AT, { method: 'POST', body })

export const chooseFeed = (body: Chosen) => ask<FeedState>(AT, { method: 'PUT', body })

export const revokeFeed = () => ask<void>(AT, { method: 'DELETE' })
