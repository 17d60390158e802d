/** Grids that a map shows by how much of something they have: a step of shade, and the same in words. */

export interface Shade {
  /** 0 for nothing of it, up to 4. */
  step: number
  /** In a few signs, on the map itself. */
  says: string
  /** In words, for who points at it. */
  means: string
}

/** By the codes of the grids. */
export type Shades = Readonly<Record<string, Shade>>

export const look = (shade: Shade | undefined) => (shade ? `map-shade map-shade-${shade.step}` : '')

/** As text: what somebody called a grid is never read as a page. */
export function tip(name: string, { means }: Shade): HTMLElement {
  const said = document.createElement('span')
  said.textContent = `${name}  ${means}`
  return said
}
