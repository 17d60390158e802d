import { computed, type Ref } from 'vue'

import type { Item, Queue } from '@/api/types'
import { i18n } from '@/language'
import { useKeys } from '@/keys'
import { person } from '@/session'

import type { Row } from './rows'
import type { Side } from './side'
import { toSuggested, type useActs } from './useActs'

const t = i18n.global.t

interface Desk {
  queues: Ref<readonly Queue[]>
  rows: Ref<readonly Row[]>
  picked: Ref<string | null>
  acts: ReturnType<typeof useActs>
  /** The cases that a key is meant for. */
  meant: () => Item[]
  turn: (to: Queue) => void
  step: (by: number) => void
  /** To the last row, however far down that is. */
  end: () => void
  open: () => void
  /** The form of a move that wants something said. */
  ask: (move: string) => void
  leave: () => void
  fresh: () => void
  find: () => void
  side: (to: Side) => void
  press: () => void
  menu: () => void
}

/** Everything at the desk by one key; the help of the page (`help/…/desk.ts`) has them all in words. Here are those
 * that are always in sight. */
export function useDeskKeys(desk: Desk) {
  const { acts } = desk
  const fire = (move: string) => void acts.act(desk.meant(), move)

  function select(): void {
    if (desk.picked.value) acts.toggle(desk.picked.value)
    desk.step(1)
  }

  /** Claimed by oneself already: put back. */
  function claim(): void {
    const items = desk.meant()
    const mine = items.length > 0 && items.every((item) => item.claimed_by?.id === person.value?.id)
    void acts.act(items, mine ? 'release' : 'claim')
  }

  const tabs = Object.fromEntries(
    [0, 1, 2, 3, 4].map((index) => [
      String(index + 1),
      () => {
        const to = desk.queues.value[index]
        if (to) desk.turn(to)
      },
    ]),
  )

  useKeys({
    ...tabs,
    j: () => desk.step(1),
    k: () => desk.step(-1),
    ArrowDown: () => desk.step(1),
    ArrowUp: () => desk.step(-1),
    Home: () => desk.step(-Infinity),
    End: desk.end,
    Enter: desk.open,
    o: desk.open,
    x: select,
    a: () => fire('accept'),
    d: () => void acts.act(desk.meant(), 'dispatch', toSuggested),
    D: () => desk.ask(another(desk.meant())),
    c: claim,
    r: () => desk.ask('decline'),
    m: () => desk.ask('merge'),
    s: () => desk.ask('split'),
    w: () => desk.ask('whistle'),
    e: () => desk.ask('reclassify'),
    l: () => desk.ask('relocate'),
    n: () => desk.ask('note'),
    q: () => fire('check'),
    v: () => void acts.act(desk.meant(), 'verify', () => ({ satisfied: true })),
    b: () => desk.ask('rework'),
    u: () => void acts.takeBack(),
    p: desk.press,
    M: desk.menu,
    i: () => desk.side('case'),
    g: () => desk.side('map'),
    Escape: desk.leave,
    '.': desk.fresh,
    '/': desk.find,
  })

  return { strip: computed(() => STRIP.map(([key, name]) => [key, t(name)] as const)) }
}

/** What is with somebody already goes to another by another move. */
const another = (items: readonly Item[]) =>
  items.every(({ state }) => state === 'accepted' || state === 'reported') ? 'dispatch' : 'redispatch'

const STRIP = [
  ['j k', 'queue.key.move'],
  ['Enter', 'queue.key.open'],
  ['a', 'moves.name.accept'],
  ['d', 'queue.key.toSuggested'],
  ['D', 'queue.key.toAnother'],
  ['x', 'queue.key.select'],
  ['c', 'moves.name.claim'],
  ['m', 'moves.name.merge'],
  ['r', 'moves.name.decline'],
  ['u', 'queue.undo'],
  ['/', 'queue.key.search'],
  ['?', 'queue.key.all'],
] as const
