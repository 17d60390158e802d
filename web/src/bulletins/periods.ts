/** How periods are called. */

const MONTHS = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })

/** 2026-10, 2026-Q4, 2026-H2 and 2026 as people say them. */
export function periodOf(period: string, language: string): string {
  const [year = '', nth = ''] = period.split('-')
  const chinese = language.startsWith('zh')
  if (!nth) return chinese ? `${year} 年` : year
  if (/^[QH]/.test(nth)) {
    const part = nth.slice(1)
    if (nth.startsWith('Q')) return chinese ? `${year} 年第 ${part} 季度` : `${year}, quarter ${part}`
    return chinese ? `${year} 年${part === '1' ? '上' : '下'}半年` : `${year}, half ${part}`
  }
  return chinese
    ? `${year} 年 ${Number(nth)} 月`
    : `${MONTHS.format(new Date(Date.UTC(Number(year), Number(nth) - 1, 1)))} ${year}`
}
