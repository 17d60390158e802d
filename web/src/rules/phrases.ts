/** What the editor says by itself, in our words. */

import type { ComposerTranslation } from 'vue-i18n'

export function phrases(t: ComposerTranslation): Record<string, string> {
  return {
    Find: t('rules.editor.find'),
    Replace: t('rules.editor.replaceBy'),
    next: t('rules.editor.next'),
    previous: t('rules.editor.previous'),
    all: t('rules.editor.all'),
    'match case': t('rules.editor.matchCase'),
    regexp: t('rules.editor.regexp'),
    'by word': t('rules.editor.byWord'),
    replace: t('rules.editor.replace'),
    'replace all': t('rules.editor.replaceAll'),
    close: t('app.close'),
    'current match': t('rules.editor.current'),
    'on line': t('rules.editor.onLine'),
    'replaced $ matches': t('rules.editor.replaced', { n: '$' }),
    'replaced match on line $': t('rules.editor.replacedOne', { n: '$' }),
    'Fold line': t('rules.editor.fold'),
    'Unfold line': t('rules.editor.unfold'),
    unfold: t('rules.editor.unfold'),
    'folded code': t('rules.editor.folded'),
  }
}
