/** Quarters of a year, as they are in Beijing. */

export interface Quarter {
  year: number
  number: number
  since: string
  until: string
}

const AHEAD = 8 * 3_600_000
const begins = (year: number, number: number) =>
  new Date(Date.UTC(year, (number - 1) * 3, 1) - AHEAD).toISOString()

function quarter(year: number, number: number): Quarter {
  return { year, number, since: begins(year, number), until: begins(year, number + 1) }
}

export function quarterOf(iso: string): Quarter {
  const local = new Date(Date.parse(iso) + AHEAD)
  return quarter(local.getUTCFullYear(), Math.floor(local.getUTCMonth() / 3) + 1)
}

/** So many quarters later. */
export function quarterAfter({ year, number }: Quarter, by: number): Quarter {
  const all = year * 4 + number - 1 + by
  return quarter(Math.floor(all / 4), (all % 4) + 1)
}
