/** Posts and changes in words. */

import type { ChangeRow, HeldPost, PlaceFound } from '@/api/types'
import { i18n } from '@/language'

const t = i18n.global.t

export const role = ({ role: held, chief }: Pick<HeldPost, 'role' | 'chief'>) =>
  t(`words.role.${chief ? 'chief' : held}`)

export const place = ({ place: at }: Pick<HeldPost, 'place'>) => at.name

/** `派遣员 · 高邮街道`; a group with what it is of. */
export const post = (held: HeldPost) =>
  t('duty.desk', { role: role(held), place: [...held.within, place(held)].join(' ') })

/** What a change was about, in a few words: the names before and after, or the post. */
export function what({ before, after }: Pick<ChangeRow, 'before' | 'after'>): string {
  const was = short(before)
  const is = short(after)
  return was && is && was !== is ? t('centre.fromTo', { was, is }) : is || was
}

type Said = Record<string, unknown> | null | undefined

function short(said: Said): string {
  if (!said) return ''
  const held = (said.post ?? said.unit ?? said.grid) as Said
  if (said.post && held) {
    const {
      role: of,
      chief,
      grid,
      unit,
    } = held as { role: HeldPost['role']; chief: boolean; grid?: string; unit?: string }
    return `${role({ role: of, chief })} ${grid ?? unit ?? ''}`
  }
  const named = held ?? said
  return typeof named.name === 'string' ? named.name : ''
}

/** A grid that is known by code and name alone, as something to choose. */
export const asPlace = ({ code, name }: { code: string; name: string }): PlaceFound => ({
  code,
  name,
  path_names: [name],
  level: 0,
  special: false,
  lat: null,
  lon: null,
})
