import type { Help } from '..'

export default {
  title: 'Notices',
  what: 'Everything that you were told, newest first. The number at the bell is what you have not taken yet.',
  now: [
    '“Open” leads to what it is about.',
    '“Got it” takes it, and you are not reminded again.',
    '“Got all of them” takes all at once.',
  ],
  otherwise:
    'What is urgent is repeated until somebody takes it; if nobody does, whoever stands above you is told.',
  more: [
    [
      'How do I get fewer, and not at night?',
      'Choose channels, quiet hours and the daily summary in “My settings”. Urgent ones always come at once.',
    ],
  ],
} satisfies Help
