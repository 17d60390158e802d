import type { Help } from '..'

export default {
  title: 'Indicators over time',
  what: 'How much was done on time, by days, weeks, months, quarters or years: for your territory, and divided by township, unit, category or person. Every number opens exactly the cases that it counts.',
  now: [
    'Choose the indicator, the periods and how it is divided. A name in the lower table shows that one alone.',
    'Press a bar or a number: its cases open.',
    '“How is this counted?” says what is divided by what.',
  ],
  otherwise: 'Figures end with yesterday, and each night adds a day. A day that has ended never changes.',
  more: [
    [
      'Why do the periods not add up?',
      'A case counts once in a period. One that was due in two months counts in each of them, and once in both together.',
    ],
    [
      'Who sees the figures of a person?',
      'The person, and who supervises them. “My figures” in the profile shows your own.',
    ],
  ],
} satisfies Help
