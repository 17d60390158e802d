/** The text of the rules in an editor: what is wrong stands under its line. It lives in a shadow of its own, since the
 * policy of the pages lets no script write styles into them, but sheets that are adopted by a shadow. */

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import {
  bracketMatching,
  ensureSyntaxTree,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import {
  Compartment,
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type Text,
} from '@codemirror/state'
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  WidgetType,
  type DecorationSet,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

import { outline, type Section } from './outline'

export interface Remark {
  /** Counted from 1. */
  line: number
  message: string
}

export interface Wishes {
  text: string
  label: string
  readonly: boolean
  phrases: Record<string, string>
  changed: (text: string) => void
}

const MOST_SHOWN = 100
/** How many milliseconds the outline may take. */
const PATIENCE = 500

class Message extends WidgetType {
  constructor(readonly message: string) {
    super()
  }

  override eq(other: Message): boolean {
    return other.message === this.message
  }

  toDOM(): HTMLElement {
    const shown = document.createElement('div')
    shown.className = 'cm-wrong-words'
    shown.appendChild(document.createElement('span')).textContent = `■ ${this.message}`
    return shown
  }
}

const put = StateEffect.define<readonly Remark[]>()
const marked = Decoration.line({ class: 'cm-wrong' })

function drawn(doc: Text, remarks: readonly Remark[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const lines = new Map<number, Set<string>>()
  for (const { line, message } of remarks.slice(0, MOST_SHOWN)) {
    const number = Math.min(Math.max(line, 1), doc.lines)
    lines.set(number, (lines.get(number) ?? new Set()).add(message))
  }
  for (const [number, messages] of [...lines].sort(([one], [other]) => one - other)) {
    const line = doc.line(number)
    builder.add(line.from, line.from, marked)
    for (const message of messages)
      builder.add(line.to, line.to, Decoration.widget({ widget: new Message(message), block: true, side: 1 }))
  }
  return builder.finish()
}

/** They keep to their lines while these move, until what is written now has been read. */
const wrong = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const said = transaction.effects.find((effect) => effect.is(put))
    return said ? drawn(transaction.state.doc, said.value) : shown.map(transaction.changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--quiet)' },
  {
    tag: [tags.separator, tags.punctuation, tags.bracket, tags.squareBracket, tags.brace],
    color: 'var(--slate)',
  },
])

const look = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
    lineHeight: '1.6',
  },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': {
    color: 'var(--quiet)',
    backgroundColor: 'var(--sunk)',
    border: 'none',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--current)', color: 'inherit' },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-wash)' },
  '.cm-searchMatch': { backgroundColor: 'var(--accent-wash)', outline: '1px solid var(--accent)' },
  '.cm-foldPlaceholder': { color: 'var(--slate)', backgroundColor: 'var(--slate-wash)', border: 'none' },
  '.cm-wrong': { backgroundColor: 'var(--red-wash) !important' },
  '.cm-wrong-words': {
    padding: '2px 12px 4px',
    borderLeft: '4px solid var(--red)',
    color: 'var(--red)',
    backgroundColor: 'var(--red-wash)',
    whiteSpace: 'pre-wrap',
  },
  // A long line scrolls; what is said of it stays in sight.
  '.cm-wrong-words > span': {
    position: 'sticky',
    left: '60px',
    display: 'inline-block',
    maxWidth: 'min(640px, calc(100vw - 120px))',
  },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--sunk)', borderColor: 'var(--line)' },
  '.cm-panel.cm-search': { fontSize: '14px' },
  '.cm-textfield': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--quiet)',
    fontSize: '14px',
  },
  '.cm-button': {
    color: 'var(--ink)',
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line)',
    fontSize: '14px',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--ink)', fontSize: '20px' },
})

export class Editor {
  private readonly words = new Compartment()
  private readonly view: EditorView

  constructor(host: HTMLElement, wishes: Wishes) {
    const root = host.attachShadow({ mode: 'open' })
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: wishes.text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          bracketMatching(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          search({ top: true }),
          yaml(),
          syntaxHighlighting(colours),
          look,
          wrong,
          keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap]),
          EditorState.tabSize.of(2),
          EditorState.readOnly.of(wishes.readonly),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) wishes.changed(update.state.doc.toString())
          }),
          this.words.of(spoken(wishes)),
        ],
      }),
    })
  }

  /** Other words around it, in another language. */
  speak(wishes: Pick<Wishes, 'label' | 'phrases'>): void {
    this.view.dispatch({ effects: this.words.reconfigure(spoken(wishes)) })
  }

  remark(remarks: readonly Remark[]): void {
    this.view.dispatch({ effects: put.of(remarks) })
  }

  /** Another text in place of the whole, as one step that can be undone. */
  replace(text: string): void {
    const doc = this.view.state.doc
    if (doc.toString() === text) return
    this.view.dispatch({ changes: changed(doc.toString(), text) })
  }

  /** What the text has; nothing where it is too long to be gone through just now. */
  outline(language: 'zh' | 'en'): Section[] | null {
    const { state } = this.view
    const tree = ensureSyntaxTree(state, state.doc.length, PATIENCE)
    return tree && outline(tree, state.doc.toString(), language)
  }

  goTo(line: number): void {
    const found = this.view.state.doc.line(Math.min(Math.max(line, 1), this.view.state.doc.lines))
    this.view.dispatch({
      selection: { anchor: found.from },
      effects: EditorView.scrollIntoView(found.from, { y: 'center' }),
    })
    this.view.focus()
  }

  destroy(): void {
    this.view.destroy()
  }
}

function spoken({ label, phrases }: Pick<Wishes, 'label' | 'phrases'>) {
  return [
    EditorState.phrases.of(phrases),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  ]
}

/** Only what is between the first and the last character that differ, so that the cursor stays where it is. */
function changed(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) }
}
