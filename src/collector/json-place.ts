import { parse, type ValueNode } from '@humanwhocodes/momoa'

/** Where a JSON text breaks, from line 1; undefined where it does not. */
export function brokenLine(text: string): number | undefined {
  try {
    parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error && 'line' in error && typeof error.line === 'number' ? error.line : 1
  }
}

/** The line, from 1, on which the value at a dotted path begins; that of the nearest one around it where there is none. */
export function lineOf(text: string, path: string): number {
  let at: ValueNode = parse(text).body
  for (const key of path.split('.')) {
    const next = childOf(at, key)
    if (next === undefined) break
    at = next
  }
  return at.loc.start.line
}

function childOf(node: ValueNode, key: string): ValueNode | undefined {
  if (node.type === 'Array') return node.elements[Number(key)]?.value
  if (node.type !== 'Object') return undefined
  // Of a key that stands twice the last one counts, as it does when the text is read.
  return node.members.filter(({ name }) => (name.type === 'String' ? name.value : name.name) === key).at(-1)?.value
}
