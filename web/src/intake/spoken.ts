/** A number as it is read out over the telephone. */

import { i18n, language } from '@/language'

const ZH = '零幺二三四五六七八九'
const EN = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** `GY-1142`: `G Y，幺 幺 四 二`; `G Y, one one four two`. */
export function spoken(number: string): string {
  const [letters = '', digits = ''] = number.split('-')
  const chinese = language.value !== 'en'
  const read = [...digits].map((each) => (chinese ? ZH[Number(each)] : EN[Number(each)]) ?? each)
  return i18n.global.t('intake.spoken', { letters: [...letters].join(' '), digits: read.join(' ') })
}
