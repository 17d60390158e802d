/** What a rules file has, section by section, with the lines where it stands. */

import type { SyntaxNode, Tree } from '@lezer/common'

export interface Part {
  /** A key, or the name of an entry of a list. */
  name: string
  /** What it is called, where the file says so. */
  title: string
  line: number
}

export interface Section extends Part {
  parts: Part[]
}

/** How deep the parts of a section lie, where not right below it. */
const DEEPER: Readonly<Record<string, readonly string[]>> = { catalogue: ['families', '*', 'groups'] }

export function outline(tree: Tree, text: string, language: 'zh' | 'en'): Section[] {
  const reader = new Reader(text, language)
  const top = tree.topNode.getChild('Document')?.getChild('BlockMapping') ?? null
  return reader.entries(top).map(({ key, value, at }) => ({
    ...reader.part(key, value, at),
    parts: reader.below(value, DEEPER[key] ?? []).map((each) => reader.part(each.key, each.value, each.at)),
  }))
}

interface Entry {
  key: string
  value: SyntaxNode | null
  at: number
}

class Reader {
  private readonly starts: number[]

  constructor(
    private readonly text: string,
    private readonly language: 'zh' | 'en',
  ) {
    this.starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  }

  /** The keys of a mapping; of a list, its entries by their names. */
  entries(node: SyntaxNode | null): Entry[] {
    if (!node) return []
    if (node.name === 'BlockMapping' || node.name === 'FlowMapping')
      return node.getChildren('Pair').map((pair) => this.pair(pair))
    if (node.name === 'BlockSequence')
      return node.getChildren('Item').map((item) => {
        const value = item.lastChild
        return { key: this.said(value, 'name'), value, at: item.from }
      })
    return []
  }

  below(node: SyntaxNode | null, way: readonly string[]): Entry[] {
    const [step, ...more] = way
    const found = this.entries(node)
    if (step === undefined) return found
    return found
      .filter(({ key }) => step === '*' || key === step)
      .flatMap(({ value }) => this.below(value, more))
  }

  part(key: string, value: SyntaxNode | null, at: number): Part {
    const [first] = this.starts
    let low = first ?? 0
    let high = this.starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return { name: key, title: this.said(value, this.language), line: low + 1 }
  }

  private pair(pair: SyntaxNode): Entry {
    const key = pair.getChild('Key')
    const value = pair.lastChild
    const bare = value?.name === 'Key' || value?.name === ':' ? null : value
    return { key: this.words(key), value: bare, at: pair.from }
  }

  private said(node: SyntaxNode | null, name: string): string {
    const found = this.entries(node?.name.endsWith('Mapping') ? node : null).find(({ key }) => key === name)
    return found ? this.words(found.value) : ''
  }

  private words(node: SyntaxNode | null): string {
    return node ? this.text.slice(node.from, node.to).replace(/^(["'])(.*)\1$/s, '$2') : ''
  }
}
