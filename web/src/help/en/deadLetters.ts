import type { Help } from '..'

export default {
  title: 'Dead letters',
  what: "Notices that could not be brought by e-mail, chat or SMS: refused, or not to be brought in four days. The notice itself stands in its person's list all the same.",
  now: [
    'Read why: an address that is gone is mended by the person; a refusal is most often a wrong address; a server that was broken is mended first.',
    'Tick what should go out, and press “Send again”; each arrives once.',
    'What nobody needs to get is given up, with your reason.',
  ],
  otherwise:
    'They stay here and do not go out by themselves. What was urgent was passed on to who stands in long ago.',
} satisfies Help
