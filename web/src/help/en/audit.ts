import type { Help } from '..'

export default {
  title: 'Audit',
  what: 'Who changed what, when and why: people, posts, grids, rosters, rules, the calendar; and who looked who reported.',
  now: [
    'Find by kind, person, days or the number of a case.',
    'Press a name to see only what is about it.',
    'Verify: all changes, the ledger of one number, or a receipt that somebody shows; the result is told in a sentence.',
  ],
  otherwise: 'The record only grows. Nobody can alter it without the verification showing it.',
} satisfies Help
