import type { Help } from '..'

export default {
  title: 'A case',
  what: 'How far it has come, who is at work on it, how much time is left, and why it is here.',
  now: [
    'The biggest button is the step to make now; without one, nothing waits for you.',
    'Everything else that you may do is under “Other moves”, and nothing that you may not.',
    'To know why, open “why”: a sentence first, then all that it rests on.',
    'To call whoever reported, say why, then see the number. Every look is kept.',
  ],
  otherwise:
    'At a deadline people are reminded, then the level above is told. In the picture of a deadline what is used is dark, what stood still is hatched, and the thin line is the promise to the reporter.',
  keys: [
    ['p', 'The main step'],
    ['m', 'Other moves'],
    ['u Esc', 'Back to the list'],
    ['?', 'These keys'],
  ],
  more: [
    ['How do I see a photo large?', 'Open it; the arrow keys or a finger turn the page, Esc closes.'],
    [
      'How do I print it?',
      'With “Print”: timeline, reasons and who was told are all unfolded. The reporter’s phone is never printed.',
    ],
  ],
} satisfies Help
