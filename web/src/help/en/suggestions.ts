import type { Help } from '..'

export default {
  title: 'Suggestions and small wishes',
  what: 'A suggestion says how something could be better, and is owed an answer in writing; a wish asks for a thing or a service, and for somebody who takes it up. Dispatchers and supervisors see those of their territory, units and handlers those that came to them, everybody what is published.',
  now: [
    'Under “To be answered” the most supported stand first, each with the time that is left. “Answer” answers it; “Take up” adopts it: say what will be done.',
    'Under “Being carried out” stands what was adopted; whoever took it up does it and feeds it back from their tasks.',
    '“Publish” lets everybody read it: in your own words, without names or anything of who proposed it. “Withhold” takes it back.',
    'Under “Published” anybody can support a suggestion, and take up a wish of where they work.',
  ],
  otherwise:
    'The answer has a deadline: reminded before, raised by its ladder after. Enough supports propose a roundtable.',
  more: [
    [
      'Why “at least”?',
      'We do not keep who supports. Somebody with another device is counted again, so the number is a rough one.',
    ],
    ['Can I see who proposed it?', 'No. What is published was written by the desk, it is not what was sent.'],
  ],
} satisfies Help
