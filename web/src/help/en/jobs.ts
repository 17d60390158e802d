import type { Help } from '..'

export default {
  title: 'Jobs',
  what: 'The large things that are owed by the calendar: the nightly verification of the ledger, the proof of the rules, the monthly bulletin, rehearsals. Each is done once, and goes on where it broke off.',
  now: [
    'Look at the top: what failed, what is still owed.',
    'A failure says what broke and where, for whoever mends it; then press “Run again”. What is done of it is not done again.',
    '“Parts and results” shows each township.',
  ],
  otherwise:
    'What breaks off is tried again by itself, five times in all; after that it stays failed and waits for somebody.',
} satisfies Help
