import type { Incident, Moved } from '@/api/types'
import { i18n } from '@/language'
import { moment } from '@/words'

const t = i18n.global.t
const TOLD = new Set(['accept', 'claim', 'release', 'acknowledge', 'check_in', 'resolve'])
const CLOCK = { accept: 'dispatch', dispatch: 'handle', redispatch: 'handle', acknowledge: 'handle' } as const

/** What a move brought about, in the words of who made it: `GY-1142 已派给奎楼社区，12月1日 11:00 前处置`; in brief
 * without the deadline. */
export function outcome(incident: Incident | Moved, move: string, brief = false): string {
  if (!seen(incident)) return t('moves.outOfSight', { number: incident.number })
  const { number, state } = incident
  if (move === 'dispatch' || move === 'redispatch') {
    return t(`moves.said.${move}`, { number, name: receiver(incident) }) + (brief ? '' : by(incident, move))
  }
  if (state === 'closed') return t('moves.said.closed', { number })
  if (move === 'rework') return t('moves.said.rework', { number })
  if (TOLD.has(move)) return t(`moves.said.${move}`, { number }) + (brief ? '' : by(incident, move))
  return t('moves.done', { number, move: t(`moves.name.${move}`) })
}

/** Whether the one who moved it may still see it. */
export const seen = (answer: Incident | Moved): answer is Incident => 'timeline' in answer

function receiver(incident: Incident): string {
  const lead = incident.tasks.filter((task) => task.kind === 'lead' && !task.ended_at).at(-1)
  return lead?.receiver.name ?? ''
}

function by(incident: Incident, move: string): string {
  const stage = CLOCK[move as keyof typeof CLOCK]
  const running = incident.deadlines.filter((clock) => clock.stage === stage && !clock.stopped_at)
  const due = running
    .map((clock) => clock.due_at)
    .filter((at) => at !== null)
    .sort()[0]
  return due ? t('moves.doneBy', { when: moment(due), stage: t(`words.stage.${stage}`) }) : ''
}
