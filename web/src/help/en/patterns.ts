import type { Help } from '..'

export default {
  title: 'Worth a look',
  what: 'Patterns in how cases were handled, by township or unit: closed in time and opened again, sent on after much of the time was used, extended again and again, given back and forth, moved to a category with more time, closed just before the limit. Facts, not verdicts.',
  now: [
    'Choose the days, and whether by township or unit.',
    'Press a number: exactly its cases open. Read what happened before you ask anybody.',
    'Each definition stands beside its number; from where on it counts is said in the rules.',
  ],
  otherwise: 'Nothing follows from a pattern by itself. Nobody is ranked by it.',
  more: [
    [
      'Who sees what concerns a person?',
      'That person alone, under “My figures”. Who thinks that a case should not count objects on it.',
    ],
  ],
} satisfies Help
