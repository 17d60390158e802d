import type { Help } from '..'

export default {
  title: 'My reports',
  what: 'What you reported and what your group did: in which of the five steps each is, and by when it was promised.',
  now: [
    '“Details and what I can do”: read it, write a message, or withdraw it.',
    'Where you are asked, say whether it is really fixed.',
    'If you do not agree with the outcome, object: the level above decides.',
  ],
  otherwise: 'If you do nothing it goes on all the same, and you are told of each step.',
} satisfies Help
