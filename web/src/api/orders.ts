/** Supervision orders. */

import { ask } from './client'
import type { Orders, OrdersStanding } from './types'

export interface Asked {
  place: string
  kind: string
  state: string
  late: boolean
  refused: boolean
  /** A day from which on the closed ones are wanted; empty for the open ones. */
  closed: string
}

const given = ({ place, kind, state, late, refused, closed }: Asked) => ({
  place: place || null,
  kind: kind || null,
  state: state || null,
  late: late ? 'true' : null,
  refused: refused ? 'true' : null,
  closed_from: closed || null,
})

/** Open ones, what is due first on top; or those that were closed since a day. */
export const orders = (asked: Asked, cursor: string | null, limit: number) =>
  ask<Orders>('/orders', { query: { ...given(asked), cursor, limit } })

/** How many are open, by township. */
export const standing = () => ask<OrdersStanding>('/orders/standing')

/** The order on paper, in a language. */
export const sheet = (order: string, language: string) =>
  `/api/v1/orders/${order}/sheet.pdf?language=${language === 'en' ? 'en' : 'zh'}`
