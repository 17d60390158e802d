import type { Help } from '..'

export default {
  title: 'Motions',
  what: 'Changes of the rules that are put before a meeting: what they propose, what was proved and rehearsed, what was decided, what came of it.',
  now: [
    'Open one and read what it changes and what the rehearsal says.',
    'A new one is put under “Rules › Change”, by “Put it to a meeting”.',
    'What a meeting adopts is switched on by itself. What is held back says why; whoever keeps the rules may insist, with a reason.',
  ],
  otherwise:
    "What was not decided waits for the next meeting. Of what is adopted and held back, the decision's deadline runs on.",
} satisfies Help
