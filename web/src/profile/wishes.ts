/** What somebody wants of messages, as a form holds it and as it is sent. */

import type { Preferences } from '@/api/types'

export type Wanted = Preferences['own']
export type Channel = NonNullable<Wanted['channels']>[number]

/** The ways on which a message can come, and the member with the address that each needs. */
export const WAYS: readonly (readonly [Channel, 'email' | 'chat' | 'phone'])[] = [
  ['email', 'email'],
  ['chat', 'chat'],
  ['sms', 'phone'],
]

export interface Form {
  language: Wanted['language']
  /** False: as the rules say. */
  ownChannels: boolean
  channels: Channel[]
  ownQuiet: boolean
  from: string
  to: string
  digest: boolean
  email: string
  phone: string
  chat: string
}

export function formOf({ own, rules }: Preferences): Form {
  return {
    language: own.language,
    ownChannels: Boolean(own.channels?.length),
    channels: (own.channels?.length ? own.channels : rules.channels).filter((way) => way !== 'app'),
    ownQuiet: Boolean(own.quiet),
    from: own.quiet?.from ?? rules.quiet.from,
    to: own.quiet?.to ?? rules.quiet.to,
    digest: own.digest ?? false,
    email: own.email ?? '',
    phone: own.phone ?? '',
    chat: own.chat ?? '',
  }
}

export function wantedOf(form: Form): Wanted {
  const address = (text: string) => text.trim() || null
  return {
    language: form.language,
    // The list on the pages is always there; alone it is what remains where no other way is chosen.
    channels: form.ownChannels ? ['app', ...form.channels] : [],
    quiet: form.ownQuiet ? { from: form.from, to: form.to } : null,
    digest: form.digest,
    email: address(form.email),
    phone: address(form.phone),
    chat: address(form.chat),
  }
}

/** The ways that were chosen and lead nowhere, since their address is missing. */
export function astray(form: Form): Channel[] {
  if (!form.ownChannels) return []
  return WAYS.filter(([way, address]) => form.channels.includes(way) && !form[address].trim()).map(
    ([way]) => way,
  )
}
