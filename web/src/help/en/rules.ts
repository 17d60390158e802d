import type { Help } from '..'

export default {
  title: 'Rules',
  what: 'What is done with a report: where it goes, by when, who is told when nothing happens. One text for the whole city, kept by the data centre; each version that ever was stays.',
  now: [
    'Read what is in force; the list beside it leads to each part.',
    'Under “Change” write what is to be different. What is wrong stands under its line as you type, and says what was expected.',
    'Prove it: over the city as it is now, no incident may be left lying. Each failure shows such an incident.',
    'Rehearse it over the last weeks: what would have gone elsewhere, been late, told whom.',
    'Switch it on with your reason, or put it to a meeting. Under “Versions” you can take the last switch back, and move open cases.',
  ],
  otherwise:
    'Nothing changes: a draft is kept for you until you switch it on or give it up, and a rehearsal goes on by itself.',
  keys: [
    ['Ctrl F', 'find in the text'],
    ['Ctrl Z', 'undo what was typed'],
    ['Tab', 'leave the text'],
  ],
  more: [
    [
      'Two of us write at once',
      'Each has a draft of their own, and sees that the other writes. Whoever switches on second is told first what the other has changed; nothing is undone unseen.',
    ],
    [
      'What becomes of open cases?',
      'They keep the rules that they were opened under until somebody moves them. “See what it would do” says beforehand which route and which deadlines change.',
    ],
  ],
} satisfies Help
