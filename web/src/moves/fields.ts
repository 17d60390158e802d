/** What each move asks for, as `workflow/commands.py` takes it; and which move is offered how. */

export type FieldKind =
  | 'text'
  | 'receiver'
  | 'receivers'
  | 'units'
  | 'category'
  | 'severity'
  | 'place'
  | 'twin'
  | 'checker'
  | 'looker'
  | 'filing'
  | 'closing'
  | 'type'
  | 'orderKind'
  | 'figureOf'
  | 'figure'
  | 'orderLevel'
  | 'budget'
  | 'until'
  | 'task'
  | 'request'
  | 'order'
  | 'objection'
  | 'inspection'
  | 'photos'

export interface Field {
  name: string
  kind: FieldKind
  needed: boolean
}

/** What the incident has several of: asked only where there are. A condition of filing or closing is like that too. */
export const OWN: ReadonlySet<FieldKind> = new Set([
  'task',
  'request',
  'order',
  'objection',
  'inspection',
  'filing',
  'closing',
])
/** Chosen from a list that is short. */
export const LISTED: ReadonlySet<FieldKind> = new Set([
  ...OWN,
  'severity',
  'type',
  'orderKind',
  'figureOf',
  'figure',
  'orderLevel',
  'checker',
  'looker',
])
/** Chosen from those who could be sent. */
export const CHOSEN: ReadonlySet<FieldKind> = new Set(['receiver', 'receivers', 'units'])

const may = (name: string, kind: FieldKind): Field => ({ name, kind, needed: false })
const must = (name: string, kind: FieldKind): Field => ({ name, kind, needed: true })

const NOTE = may('note', 'text')
const REASON = must('reason', 'text')
const TASK = may('task', 'task')
const REQUEST = may('request', 'request')
const ORDER = may('order', 'order')
const PHOTOS = may('photos', 'photos')

export const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  claim: [],
  release: [],
  check: [may('person', 'checker'), NOTE],
  confirm: [NOTE],
  deny: [REASON],
  accept: [may('filing_condition', 'filing'), NOTE],
  decline: [REASON],
  reclassify: [may('category', 'category'), may('severity', 'severity'), REASON],
  relocate: [must('grid', 'place'), NOTE],
  dispatch: [may('to', 'receiver'), may('co', 'receivers'), NOTE],
  redispatch: [must('to', 'receiver'), REASON, TASK],
  split: [must('to', 'receiver'), NOTE],
  whistle: [must('units', 'units'), REASON],
  check_in: [TASK, NOTE],
  acknowledge: [TASK, NOTE],
  progress: [must('note', 'text'), PHOTOS, TASK],
  return_: [must('type', 'type'), REASON, TASK],
  resolve: [NOTE, PHOTOS, may('closing_condition', 'closing'), TASK],
  handle_here: [NOTE, PHOTOS, may('closing_condition', 'closing')],
  resume: [TASK, NOTE],
  request_extension: [must('budget', 'budget'), REASON, TASK],
  grant_extension: [REQUEST, NOTE],
  refuse_extension: [REQUEST, REASON],
  request_suspension: [must('until', 'until'), REASON, TASK],
  grant_suspension: [REQUEST, NOTE],
  refuse_suspension: [REQUEST, REASON],
  verify: [NOTE],
  rework: [REASON],
  close: [REASON],
  reopen: [REASON],
  withdraw: [REASON],
  void: [REASON],
  merge: [must('into', 'twin'), NOTE],
  unmerge: [REASON],
  raise: [REASON],
  hand_down: [REASON],
  remind: [NOTE],
  table: [REASON],
  supervise: [
    may('kind', 'orderKind'),
    REASON,
    may('requirement', 'text'),
    may('budget', 'budget'),
    may('level', 'orderLevel'),
  ],
  press: [ORDER, NOTE],
  raise_order: [ORDER, REASON],
  answer: [ORDER, REASON],
  accept_answer: [ORDER, NOTE],
  refuse_answer: [ORDER, REASON],
  lift: [ORDER, REASON],
  object: [REASON],
  appeal: [REASON],
  dispute: [must('of', 'figureOf'), must('figure', 'figure'), REASON],
  uphold: [may('objection', 'objection'), REASON],
  dismiss: [may('objection', 'objection'), REASON],
  inspect: [REASON],
  send_to_look: [may('inspection', 'inspection'), may('person', 'looker'), NOTE],
  still_good: [may('inspection', 'inspection'), NOTE, PHOTOS],
  not_good: [may('inspection', 'inspection'), REASON, PHOTOS],
  note: [must('note', 'text')],
  ask: [must('note', 'text')],
  message: [must('note', 'text')],
  reply: [must('note', 'text')],
  take_up: [must('note', 'text'), may('to', 'receiver'), may('budget', 'budget')],
  publish: [must('text', 'text'), may('answer', 'text')],
  withhold: [REASON],
}

/** The moves that carry a case on, in the order of its life: the first that is allowed is the one to do now. */
const ONWARD = [
  'confirm',
  'accept',
  'take_up',
  'dispatch',
  'check_in',
  'acknowledge',
  'grant_extension',
  'grant_suspension',
  'resolve',
  'verify',
  'accept_answer',
  'answer',
  'still_good',
  'uphold',
  'handle_here',
]

/** Done at one press: nothing has to be said. */
const AT_ONCE = new Set([
  'confirm',
  'accept',
  'check_in',
  'acknowledge',
  'grant_extension',
  'grant_suspension',
  'verify',
  'accept_answer',
  'claim',
  'release',
])

/** The other answer to the same question. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  confirm: ['deny', 'rework'],
  accept: ['decline'],
  take_up: ['reply'],
  acknowledge: ['return_'],
  resolve: ['progress'],
  verify: ['rework'],
  grant_extension: ['refuse_extension'],
  grant_suspension: ['refuse_suspension'],
  accept_answer: ['refuse_answer'],
  uphold: ['dismiss'],
  still_good: ['not_good'],
}

export interface Offer {
  main: string | null
  beside: string | null
  /** Quiet ones, in the order of the API. */
  others: string[]
}

export function offer(allowed: readonly string[]): Offer {
  const known = allowed.filter((move) => move in FIELDS)
  const main = ONWARD.find((move) => known.includes(move)) ?? null
  const beside = (main && BESIDE[main]?.find((move) => known.includes(move))) || null
  return { main, beside, others: known.filter((move) => move !== main && move !== beside) }
}

export const atOnce = (move: string) => AT_ONCE.has(move)
