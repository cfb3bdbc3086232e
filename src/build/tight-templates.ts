import type { Plugin } from 'vite'

interface Piece {
  readonly type: 'TemplateElement'
  readonly start: number
  readonly end: number
}

const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null

const pieces = (node: unknown): readonly Piece[] => {
  if (!isNode(node)) return []
  if ('type' in node && node.type === 'TemplateElement' && 'start' in node && 'end' in node) return [{ type: 'TemplateElement', start: Number(node.start), end: Number(node.end) }]
  return Object.values(node).flatMap(pieces)
}

/** Line breaks with what indents them mean nothing in our HTML and CSS; between tags and around CSS braces not even a space. */
const tighten = (text: string): string => {
  const lines = text.replace(/\s*\n\s*/g, '\n').replace(/(?<=[>{};,])\n|\n(?=[<}])/g, '').replaceAll('\n', ' ')
  const isCss = lines.includes('{') && !lines.includes('<')
  return isCss ? lines.replace(/\s*([{}])\s*/g, '$1').replace(/([;:,]) /g, '$1').replaceAll(';}', '}') : lines
}

/** Takes the white space out of the templates and styles of the elements, which a minifier must leave alone. */
export const tightTemplates = (): Plugin => ({
  name: 'hearth:tight-templates',
  enforce: 'post',
  transform(code, id) {
    if (!/\/src\/elements\/.*\.tsx?$/.test(id) || !code.includes('`')) return null
    let tight = ''
    let from = 0
    for (const { start, end } of [...pieces(this.parse(code))].sort((a, b) => a.start - b.start)) {
      tight += code.slice(from, start) + tighten(code.slice(start, end))
      from = end
    }
    return { code: tight + code.slice(from), map: null }
  },
})
