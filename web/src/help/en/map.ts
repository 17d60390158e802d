import type { Help } from '..'

export default {
  title: 'Maps and places',
  what: 'Every map shows the city’s own grids: what you look at in front, its neighbours behind. Where you are asked for a place you can let the phone find it, put a pin, type it, or choose it from lists.',
  now: [
    'Press “Where I am”, or tap the map where it is. The pin can be dragged.',
    'Read the grid below the map. Is it another one? Press “Not here?” and type its name, or choose it from the lists.',
    'Say in words what it is beside: that helps whoever goes there.',
  ],
  otherwise:
    'Until you say something your own grid is taken, and the page says so. A case that lies in the wrong grid goes to the wrong people first, and they send it back.',
  keys: [
    ['↑ ↓ ← →', 'Move the map that has the focus'],
    ['+ -', 'Closer, farther'],
    ['Enter', 'Put the pin into the middle, where the ring is'],
  ],
  more: [
    [
      'What is a hollow point?',
      'A case of which only the grid is known, drawn above the grid’s name. A filled point is where it was seen.',
    ],
    [
      'Why are there no streets?',
      'Streets and houses come from a map service that your administrator can set. Without one the grids and their names are drawn.',
    ],
    [
      'What works without network?',
      'The map and the groups of the township that you work in, and all townships and villages by name. A pin elsewhere is kept, and the city finds its grid when the report arrives.',
    ],
    [
      'Does anybody see where I am?',
      'No. Your position is asked for once, on this page, and is kept only as the place of what you report.',
    ],
  ],
} satisfies Help
