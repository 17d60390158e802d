import type { Help } from '..'

export default {
  title: 'Duty',
  what: 'Who is on duty, when you are, who asks for leave or a swap, and what the last shift left word of. Informants see their own shifts only.',
  now: [
    'Answer what waits under “Leave and swaps”.',
    'Read what waits under “Hand-over”, and say that you have.',
    'To be away or to swap, ask below “My shifts”, with the reason.',
    'Going off duty with something still open: “Hand over”, with the numbers of the cases.',
  ],
  otherwise:
    'A request that nobody answers lapses on its first day, and the shift stays yours. A note that nobody has read turns red once the next shift has begun, and whoever may change the roster sees it.',
  more: [
    [
      'Who may change a roster?',
      'The township supervisor that of the township, the duty chief that of the dispatchers, the intake desk and the duty desk. Use the three dots of a row: you see what follows before you make the change.',
    ],
    [
      'Who is told when nobody is at a desk?',
      'The duty desk, then the level above. “Who is on duty” says who that is at that hour, and who it is if it is urgent.',
    ],
  ],
} satisfies Help
