import type { Help } from '..'

export default {
  title: 'Rosters',
  what: 'A week of a grid or a unit: a row a post, a column a day. Blue blocks are shifts, red ones are when nobody is there.',
  now: [
    'Choose a grid or a unit; the arrow buttons turn the week.',
    'Look at the red blocks first: what comes then passes to somebody else.',
    'Press a cell to plan a shift, note leave, swap, or name who stands in. Look what follows, then confirm.',
  ],
  otherwise: 'While nobody is on duty, matters pass to the duty desk, then to the level above.',
  keys: [
    ['↑ ↓ ← →', 'another cell'],
    ['Enter', 'what can be done there'],
  ],
  more: [
    [
      'Who may change it?',
      'The administrator all of it; supervisors and duty chiefs their own, on the page “Duty” too. The centre only looks.',
    ],
  ],
} satisfies Help
