import type { Help } from '..'

export default {
  title: 'Data centre',
  what: 'Where the city is kept: people and posts, units, grids, rosters, rules, the calendar, and what went wrong.',
  now: [
    'Open what you want to look after.',
    'Each change is first shown with what follows: who inherits, where nobody would be, what would fail. Then confirm it, with the reason.',
  ],
  otherwise: 'Everything stays as it is. Each change is written down: who, when, what and why.',
} satisfies Help
