/** What things are called in the language that is spoken. */

import type { Category, Item } from './api/types'
import { language } from './speech'

export const categoryName = ({ zh, en }: Category) =>
  language.value === 'en' ? en.charAt(0).toUpperCase() + en.slice(1) : zh

/** 奎楼社区居委会 is 奎楼社区 on a map and in a row. */
export const shortened = (name: string) =>
  name.replace(/(居民|村民)?(居委会|委员会)$/, '').replace(/村委会$/, '村')

/** `奎楼社区 · 第三组`: every village has a third group. What is no group says itself. */
export const placeName = (grid: Item['grid']): string => {
  if (!grid) return ''
  const [, , ...below] = grid.path_names
  return below.length > 1 ? below.map(shortened).join(' · ') : grid.name
}
