import type { Help } from '..'

export default {
  title: 'People and posts',
  what: 'Who works in the city, in which posts, and whether they can sign in. Residents who report are not here.',
  now: [
    'Find somebody by name, user name, role or grid.',
    'Somebody new: “Take somebody on”, hand over the link that is shown once, then grant them a post.',
    'Somebody goes: open their page, “Leaves”, look who inherits and where nobody would be, then confirm.',
    'A password forgotten, a phone lost: “Give a new way in”. The old one ends at once.',
  ],
  otherwise:
    'Posts end when their time is over; all else stays. A link that is not used opens for seven days.',
  more: [
    [
      'Who may change this?',
      'The administrator. The data centre sees it. Each change is written down: who, when, what and why.',
    ],
    [
      'Why can I not confirm?',
      'What follows is another thing by now than what you saw, or somebody else was first. Look again, then confirm.',
    ],
  ],
} satisfies Help
