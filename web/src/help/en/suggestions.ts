import type { Help } from '..'

export default {
  title: 'Suggestions and small wishes',
  what: 'A suggestion says how something could be better, and is owed an answer in writing; a wish asks for a thing or a service, and for somebody who takes it up. Dispatchers and supervisors see those of their territory, units and handlers those that came to them, everybody what is published.',
  now: [
    'Under “To be answered” the most supported stand first, each with the time that is left. “Answer” answers it; “Take up” adopts it: say what will be done.',
    'Under “Being carried out” stands what was adopted; whoever took it up does it and feeds it back from their tasks.',
    '“Publish” lets everybody read it: in your own words, without names or anything of who proposed it. “Withhold” takes it back.',
    'Under “Published” anybody can support a suggestion, once and until they take it back, and take up a wish of where they work. Residents do so at `/proposals`.',
  ],
  otherwise:
    'The answer has a deadline: reminded before, raised by its ladder after. Much support calls a roundtable; what it comes to is the answer.',
  more: [
    [
      'How exact is the number of supports?',
      'A device and a member of staff count once each. We do not keep who supports, so somebody with another device is counted again: a signal, not a vote.',
    ],
    ['Can I see who proposed it?', 'No. What is published was written by the desk, it is not what was sent.'],
  ],
} satisfies Help
