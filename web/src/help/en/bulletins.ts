import type { Help } from '..'

export default {
  title: 'Bulletins',
  what: 'One bulletin a month, the newest first. Its figures are what the ledger held when the month ended; they never change once they are out, and each can be counted again.',
  now: [
    '“Open” reads it in the browser, from where it can be printed.',
    'The PDF is for sending; in the workbook rates are formulas to count on with.',
  ],
  otherwise:
    'It is drawn up and published by itself on its day, and supervisors and the data centre are told.',
  more: [
    [
      'How was this counted?',
      'Each indicator says its numerator, its denominator and its formula; the fingerprint of the figures stands at the end.',
    ],
  ],
} satisfies Help
