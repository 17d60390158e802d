import type { Session } from '@/api/types'
import type { i18n } from '@/language'

/** Each of a person's posts in words: where, and as what. */
export function titles(person: Session['person'] | null, t: typeof i18n.global.t): string[] {
  return (person?.posts ?? []).map((post) => {
    const role = t(`words.role.${post.role === 'dispatcher' && post.chief ? 'chief' : post.role}`)
    const where = post.unit_name ?? post.grid_name
    return where ? `${where} · ${role}` : role
  })
}
