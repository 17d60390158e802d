import { reactive, ref, shallowRef, watch } from 'vue'

import * as all from '@/api/inspections'
import type { Appeals, Inspections, SecondLook } from '@/api/types'
import { explain } from '@/api/errors'
import { language } from '@/language'
import { usePaged } from '@/paged'

const PAGE = 30

/** The second looks of a period, how they were drawn and went, and the appeals that wait for the reader's review. */
export function useLooks(first: Partial<all.Asked>) {
  const asked = reactive<all.Asked>({ place: '', period: '', which: '', ...first })
  /** How it stands in all of the reader's territory, whatever the list is narrowed to. */
  const found = shallowRef<Inspections | null>(null)
  const failed = ref('')
  const list = usePaged<SecondLook>((cursor) => all.inspections(asked, cursor, PAGE))
  const appeals = usePaged<Appeals['items'][number]>((cursor) => all.appeals(cursor))
  let turn = 0

  async function count(): Promise<void> {
    const mine = ++turn
    try {
      const answer = await all.inspections({ place: '', period: asked.period, which: '' }, null, 1)
      if (mine === turn) found.value = answer
      failed.value = ''
    } catch (error) {
      failed.value = explain(error)
    }
  }

  const again = () => Promise.all([count(), list.load(), appeals.load()])
  watch([() => asked.period, language], count, { immediate: true })
  watch([asked, language], list.load, { immediate: true })
  watch(language, appeals.load, { immediate: true })

  return { asked, found, failed, list, appeals, again }
}
