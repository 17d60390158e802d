import type { Help } from '..'

export default {
  title: 'Grids and units',
  what: 'The tree of grids, special grids and units: who is there, what they take, and where.',
  now: [
    'Grids: go down the tree, or search by name; the map shows where it lies.',
    'Units: what each takes, and where. One of which nobody is stands out in red: grant a post there.',
    'To change something: press its button, give the reason, look what follows, confirm.',
  ],
  otherwise: 'Everything stays. Where a new grid has no post, its matters go to the level above.',
  more: [
    [
      'Can grids be merged or split?',
      'What would follow can be seen; it cannot be done yet, since open cases bear the grid that they have.',
    ],
    ['Where do outlines come from?', 'A GeoJSON file (WGS 84), one a grid.'],
  ],
} satisfies Help
