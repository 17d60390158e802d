import type { Help } from '..'

export default {
  title: 'Bulletins',
  what: 'One of each month for the city and for each township, one of each quarter and year for the city. Its figures are the ledger\u2019s at the period\u2019s end: nobody can change them, and each opens the cases that it counts.',
  now: [
    'A draft: write an introduction, comments and a recommendation, move or leave out sections, and save. Another supervisor approves it, then it is published.',
    'Once it is out: read it as a page, send the PDF, count on in the workbook, where rates are formulas.',
  ],
  otherwise:
    'A draft that nobody has approved in time comes out by itself as it was drawn up, without words that nobody approved, and says so.',
  more: [
    [
      'How are the figures counted?',
      'Each indicator says its numerator, denominator and formula; a fingerprint stands at the end.',
    ],
    [
      'Something in it is wrong?',
      'Press “Correct” and say why: another edition is drawn up. Once that is out, the earlier one is marked as corrected; both are kept.',
    ],
  ],
} satisfies Help
