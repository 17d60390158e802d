/** What stands on a map: lamps by shape and colour, and the pin. */

import * as L from 'leaflet'

import type { Point } from './place'

type Lamp = NonNullable<Point['lamp']>

const SVG = 'http://www.w3.org/2000/svg'
const WORST: readonly Lamp[] = ['red', 'yellow', 'green']
/** The same shapes as everywhere: a circle, a triangle, a square. */
const SHAPES: Record<Lamp | 'plain', string> = {
  green: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  yellow: 'M12 2.5 22.5 21h-21z',
  red: 'M3.5 3.5h17v17h-17z',
  plain: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
}
const PIN = 'M16 2C9.4 2 4 7.3 4 13.9 4 22.5 16 38 16 38s12-15.5 12-24.1C28 7.3 22.6 2 16 2z'

export function marker(points: readonly Point[], label: string): L.DivIcon {
  const lamp = WORST.find((each) => points.some((point) => point.lamp === each)) ?? 'plain'
  const several = points.length > 1
  const html = document.createElement('span')
  html.title = label
  html.append(shape(SHAPES[lamp], '0 0 24 24'))
  if (several) html.append(count(points.length))
  const current = points.some((point) => point.current) ? ' map-current' : ''
  const vague = points.every((point) => point.vague)
  return L.divIcon({
    html,
    className: `map-point map-${lamp}${current}${vague ? ' map-vague' : ''}`,
    iconSize: [32, 32],
    // Where it is drawn the name of its grid stands too: above that, so that both can be read.
    iconAnchor: vague ? [16, 36] : [16, 16],
  })
}

export function pinned(): L.DivIcon {
  return L.divIcon({
    html: shape(PIN, '0 0 32 40'),
    className: 'map-pin',
    iconSize: [32, 40],
    iconAnchor: [16, 39],
  })
}

function shape(path: string, box: string): HTMLElement {
  const holder = document.createElement('span')
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', box)
  const drawn = document.createElementNS(SVG, 'path')
  drawn.setAttribute('d', path)
  svg.append(drawn)
  holder.append(svg)
  return holder
}

function count(n: number): HTMLElement {
  const said = document.createElement('b')
  said.textContent = n > 999 ? '999+' : String(n)
  return said
}
