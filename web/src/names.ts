/** What things are called in the language that is spoken. */

import type { Category } from './api/types'
import { language } from './language'

export const categoryName = ({ zh, en }: Category) =>
  language.value === 'en' ? en.charAt(0).toUpperCase() + en.slice(1) : zh
