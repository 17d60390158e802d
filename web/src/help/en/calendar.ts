import type { Help } from '..'

export default {
  title: 'Calendar',
  what: 'Which days are worked, which are off, which make up for them. Every deadline in working time is counted by it.',
  now: [
    'Look at a year: “off” are holidays, “work” are worked to make up.',
    'Press “Propose changes” and turn days, mark several at once, or read a file.',
    'See what follows: which deadlines move, by how much, and who is told.',
    'Then put it in force with a reason, such as the notice that it follows.',
  ],
  otherwise:
    'Nothing changes. A year that is not published counts Monday to Friday, provisionally, and is counted anew when it is.',
} satisfies Help
