/** A map drawn with Leaflet. Loaded when the first map is shown; nothing else of the pages knows of it. */

import 'leaflet/dist/leaflet.css'
import './drawing.css'

import * as L from 'leaflet'

import type { Boundaries, Site } from '@/api/types'
import { shortened } from '@/names'

import { marker, pinned } from './markers'
import { gathered, type Spot } from './gathering'
import { look, tip, type Shades } from './shading'
import type { Pin, Point } from './place'
import { tiles } from './tiles'

/** Outlines and where the names of them stand: of what is looked at, and of what lies around it. */
export interface Ground {
  within: Boundaries | null
  around: Boundaries | null
}

export interface Words {
  zoomIn: string
  zoomOut: string
  /** `{n}` points together. */
  several: (n: number) => string
}

export interface Options {
  site: Site | null
  words: Words
  /** One finger moves the map and not the page. */
  grasp: boolean
  onPick: (id: string) => void
  onPin: ((pin: Pin) => void) | null
}

const CLOSEST = 17
const NEAR = 15
/** So that what lies around a point is seen with it. */
const SURVEY = 14.5
/** Pixels that a name needs, for each letter and in height. */
const LETTER = 13
const LINE = 18
/** A name may stick out a little over the border of a small grid. */
const LEEWAY = 1.25

type Corners = L.LatLngBoundsExpression

interface Outline {
  name: string
  /** Of its shade, where it has one. */
  says: string
  at: L.LatLng
  box: L.LatLngBounds
  quiet: boolean
}

export class Drawing {
  private readonly map: L.Map
  private readonly ground = L.layerGroup()
  private readonly names = L.layerGroup()
  private readonly spots = L.layerGroup()
  private points: readonly Point[] = []
  private outlines: Outline[] = []
  private pin: L.Marker | null = null

  constructor(
    box: HTMLElement,
    private readonly options: Options,
  ) {
    this.map = L.map(box, {
      zoomControl: false,
      renderer: L.svg({ padding: 1 }), // so that no cut edge of an outline comes into view while it is moved
      scrollWheelZoom: false,
      attributionControl: options.site?.tiles != null,
      dragging: options.grasp || !L.Browser.mobile,
      maxZoom: CLOSEST + 1,
      minZoom: 8,
      zoomSnap: 0.25,
      zoomAnimation: !still(),
      fadeAnimation: !still(),
    })
    this.map.attributionControl?.setPrefix(false)
    L.control
      .zoom({ zoomInTitle: options.words.zoomIn, zoomOutTitle: options.words.zoomOut, position: 'topright' })
      .addTo(this.map)
    this.tile(options.site?.tiles ?? null)
    for (const layer of [this.ground, this.names, this.spots]) layer.addTo(this.map)
    this.map.setView(options.site?.centre ?? [32.8, 119.4], 10)
    this.map.on('zoomend', () => (this.label(), this.scatter()))
    this.map.on('click', ({ latlng }) => options.onPin?.(rounded(latlng)))
    // The wheel turns the page unless the map was taken hold of.
    this.map.on('focus', () => this.map.scrollWheelZoom.enable())
    this.map.on('blur', () => this.map.scrollWheelZoom.disable())
  }

  private tile(background: Site['tiles'] | null): void {
    if (!background) return
    const attribution = escaped(background.attribution)
    for (const url of [background.url, background.labels]) {
      // Who draws the background learns the city's address and what is looked at, and nothing more of the page.
      if (url) tiles(url, { attribution, maxZoom: CLOSEST + 1, referrerPolicy: 'origin' }).addTo(this.map)
    }
  }

  setGround({ within, around }: Ground, chosen: string | null, shades: Shades = {}): void {
    this.ground.clearLayers()
    this.outlines = []
    const own = new Set(within?.features.map(({ id }) => id))
    const beside = around?.features.filter(({ id }) => !own.has(id)) ?? []
    const under = within?.under.code
    this.outline(
      beside.filter(({ id }) => id !== under),
      'map-around',
      true,
    )
    this.outline(
      within?.features.filter(({ properties }) => !properties.special) ?? [],
      'map-grid',
      false,
      chosen,
      shades,
    )
    this.outline(within?.features.filter(({ properties }) => properties.special) ?? [], 'map-special', true)
    // What has nothing below it that is drawn still has its own outline.
    this.outline(
      beside.filter(({ id }) => id === under && own.size === 0),
      'map-grid',
      false,
      chosen,
    )
    this.outline(
      beside.filter(({ id }) => id === under && own.size > 0),
      'map-edge',
      null,
      chosen,
    )
    // The border of what is meant goes over those of its neighbours.
    this.ground.eachLayer((layer) => layer instanceof L.GeoJSON && front(layer))
    this.label()
  }

  private outline(
    features: Boundaries['features'],
    className: string,
    /** Of its name; null for none. */
    quiet: boolean | null,
    chosen: string | null = null,
    shades: Shades = {},
  ): void {
    for (const feature of features) {
      const { name, lat, lon } = feature.properties
      const shade = shades[feature.id]
      const kind = [className, feature.id === chosen ? 'map-chosen' : '', look(shade)].join(' ').trim()
      const shape = L.geoJSON(feature as GeoJSON.Feature, {
        interactive: shade !== undefined,
        style: { className: kind, weight: 1, fillOpacity: 1, opacity: 1 },
      }).addTo(this.ground)
      if (shade) {
        shape
          .on('click', () => this.options.onPick(feature.id))
          .bindTooltip(tip(name, shade), { sticky: true })
      }
      if (quiet === null) continue
      this.outlines.push({
        name,
        says: shade?.says ?? '',
        at: L.latLng(lat, lon),
        box: shape.getBounds(),
        quiet,
      })
    }
  }

  /** The names that have room for themselves at this scale, the largest outlines first. */
  private label(): void {
    this.names.clearLayers()
    const taken: L.Bounds[] = []
    const placed = this.outlines.map((each) => ({ ...each, frame: this.frame(each.box) }))
    for (const { name, says, at, frame, quiet } of placed.sort(
      (one, other) => breadth(other.frame) - breadth(one.frame),
    )) {
      const middle = this.map.latLngToLayerPoint(at)
      const lines = [[shortened(name), says].filter(Boolean), [says].filter(Boolean)].find(
        (each) => each.length && fits(each, middle, frame, taken),
      )
      if (!lines) continue
      taken.push(room(lines, middle))
      const said = document.createElement('span')
      said.append(...lines.flatMap((line, n) => (n ? [document.createElement('br'), line] : [line])))
      const icon = L.divIcon({
        html: said,
        className: quiet ? 'map-name map-quiet' : 'map-name',
        iconSize: [0, 0],
      })
      L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.names)
    }
  }

  private frame(box: L.LatLngBounds): L.Bounds {
    return L.bounds(
      this.map.latLngToLayerPoint(box.getSouthWest()),
      this.map.latLngToLayerPoint(box.getNorthEast()),
    )
  }

  setPoints(points: readonly Point[]): void {
    this.points = points
    this.scatter()
  }

  private scatter(): void {
    this.spots.clearLayers()
    const place = (point: Point) => this.map.latLngToLayerPoint([point.lat, point.lon])
    for (const spot of gathered(this.points, place, this.map.getZoom() >= CLOSEST)) this.put(spot)
  }

  private put(spot: Spot): void {
    const at = this.map.layerPointToLatLng([spot.x, spot.y])
    const [only] = spot.points
    const single = spot.points.length === 1 && only
    const label = single ? only.label : this.options.words.several(spot.points.length)
    const put = L.marker(at, {
      icon: marker(spot.points, label),
      keyboard: false,
      zIndexOffset: spot.points.some(({ current }) => current) ? 1000 : 0,
    }).addTo(this.spots)
    put.on('click', () => {
      if (single) this.options.onPick(only.id)
      else this.map.fitBounds(around(spot.points), { padding: [48, 48], maxZoom: CLOSEST })
    })
  }

  setPin(pin: Pin | null): void {
    if (!pin) {
      this.pin?.remove()
      this.pin = null
      return
    }
    if (!this.pin) {
      this.pin = L.marker(pin as L.LatLngExpression & Pin, {
        icon: pinned(),
        draggable: this.options.onPin !== null,
        keyboard: false,
        zIndexOffset: 2000,
      }).addTo(this.map)
      this.pin.on('dragend', () => this.pin && this.options.onPin?.(rounded(this.pin.getLatLng())))
    }
    this.pin.setLatLng([pin.lat, pin.lon])
  }

  /** The point in the middle, where the keyboard puts the pin. */
  middle(): Pin {
    return rounded(this.map.getCenter())
  }

  /** Everything that is shown, or the whole city. */
  fit(ground: Ground, chosen: string | null, pin: Pin | null): void {
    this.map.invalidateSize({ animate: false })
    const corners = this.corners(ground, chosen, pin)
    if (corners) this.map.fitBounds(corners, { padding: [16, 16], maxZoom: SURVEY, animate: false })
  }

  private corners(
    { within, around: beside }: Ground,
    chosen: string | null,
    pin: Pin | null,
  ): Corners | null {
    const shown = pin ? [pin, ...this.points] : this.points
    if (shown.length === 1) return around(shown)
    const every = [...(within?.features ?? []), ...(beside?.features ?? [])]
    const one = every.filter(({ id }) => id === chosen)
    // What lies beside it says where it is.
    if (one.length)
      return L.geoJSON(one as GeoJSON.Feature[])
        .getBounds()
        .pad(0.4)
    const own = within?.features.length
      ? within.features
      : every.filter(({ id }) => id === within?.under.code)
    if (own.length) return L.geoJSON(own as GeoJSON.Feature[]).getBounds()
    return shown.length ? around(shown) : (this.options.site?.bounds ?? null)
  }

  show(at: Pin): void {
    if (!this.map.getBounds().pad(-0.1).contains([at.lat, at.lon]))
      this.map.panTo([at.lat, at.lon], { animate: !still() })
  }

  /** Nearer to a point that was just found, never farther from it. */
  approach(at: Pin): void {
    this.map.setView([at.lat, at.lon], Math.max(this.map.getZoom(), NEAR), { animate: !still() })
  }

  resize(): void {
    this.map.invalidateSize({ animate: false })
  }

  remove(): void {
    this.map.remove()
    // Leaflet would end a zoom that was under way a quarter of a second later, on what is no longer there.
    Object.assign(this.map, { _animatingZoom: false })
  }
}

function front(layer: L.GeoJSON): void {
  const { className } = layer.options.style as L.PathOptions
  if (className?.includes('map-chosen')) layer.bringToFront()
}

const breadth = (frame: L.Bounds) => frame.getSize().x

/** What lines of a name take up around a point. */
function room(lines: readonly string[], middle: L.Point): L.Bounds {
  const widest = Math.max(...lines.map((line) => (/^[\d%.]+$/.test(line) ? line.length * 0.6 : line.length)))
  const half = L.point((widest * LETTER) / 2, (lines.length * LINE) / 2)
  return L.bounds(middle.subtract(half), middle.add(half))
}

function fits(lines: readonly string[], middle: L.Point, frame: L.Bounds, taken: readonly L.Bounds[]) {
  const needed = room(lines, middle)
  return breadth(frame) * LEEWAY >= breadth(needed) && !taken.some((other) => other.intersects(needed))
}

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** A metre is enough. */
const rounded = ({ lat, lng }: L.LatLng): Pin => ({
  lat: Number(lat.toFixed(6)),
  lon: Number(lng.toFixed(6)),
})

const around = (points: readonly Pin[]) => L.latLngBounds(points.map(({ lat, lon }) => [lat, lon]))

/** An attribution is set as HTML. */
function escaped(text: string): string {
  const said = document.createElement('span')
  said.textContent = text
  return said.innerHTML
}
