/** A background of tiles that keeps the content security policy. */

import * as L from 'leaflet'

/** What of Leaflet's own is replaced here; its types leave these out. */
interface Inner {
  _tiles: Record<string, { el: HTMLImageElement; coords: L.Coords }>
  _tileZoom: number
}

interface GridLayerInner {
  _removeTile: (this: unknown, key: string) => void
}

const none = () => false

/** Leaflet stops a picture that is no longer wanted by giving it a `data:` one, which the policy forbids; taking its address away
 * does as well. */
const Quiet = L.TileLayer.extend({
  _removeTile(this: Inner, key: string): void {
    this._tiles[key]?.el.removeAttribute('src')
    ;(L.GridLayer.prototype as unknown as GridLayerInner)._removeTile.call(this, key)
  },

  _abortLoading(this: Inner & L.TileLayer): void {
    for (const [key, { el, coords }] of Object.entries(this._tiles)) {
      if (coords.z === this._tileZoom) continue
      el.onload = el.onerror = none
      if (el.complete) continue
      el.removeAttribute('src')
      el.remove()
      delete this._tiles[key]
      this.fire('tileabort', { tile: el, coords })
    }
  },
}) as unknown as new (url: string, options: L.TileLayerOptions) => L.TileLayer

export const tiles = (url: string, options: L.TileLayerOptions): L.TileLayer => new Quiet(url, options)
