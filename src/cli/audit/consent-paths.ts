import { relative } from 'node:path'
import ts from 'typescript'
import type { Progress } from '../progress.js'

/** A function that takes a grant, and for what. */
export interface GrantedPath {
  readonly name: string
  readonly file: string
  readonly line: number
  /** The grant's type, e.g. `Grant<'personalization'>`. */
  readonly grant: string
}

/** A place that touches visitor data without a grant in hand, or that has said why it may. */
export interface UngrantedPath {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly why: string
}

export interface ConsentAudit {
  readonly paths: readonly GrantedPath[]
  readonly ungranted: readonly UngrantedPath[]
  /** Places marked `@ungranted` in their own comment, with the reason given there: for the reviewer to judge. */
  readonly exempt: readonly UngrantedPath[]
}

type Func = ts.SignatureDeclaration & { readonly body?: ts.Node | undefined }

/** Reading and writing, by the name of the method. Opening, deleting, clearing and listing names need no grant: a withdrawal must be able to. */
const TOUCHES = new Set([
  'match', 'matchAll', 'addAll', 'getItem', 'setItem', 'set', 'getFile', 'getFileHandle', 'createWritable', 'createSyncAccessHandle', 'read', 'write', 'get', 'getKey', 'getAll', 'getAllKeys', 'getAllRecords', 'getFromIndex', 'getKeyFromIndex', 'getAllFromIndex', 'getAllKeysFromIndex', 'count', 'countFromIndex', 'put', 'add', 'openCursor', 'openKeyCursor', 'iterate', 'update',
])

/**
 * Reads from the types which functions take a grant and which places touch visitor data: a record read or written in
 * IndexedDB, or a store handed on. Such a place must stand in a function that takes a grant and has it checked by
 * `covers`, or in one that is only ever reached from there; and every method of a port through which visitor data moves must take one.
 */
export function auditConsent(program: ts.Program, root: string, progress?: Progress): ConsentAudit {
  const checker = program.getTypeChecker()
  const files = program.getSourceFiles().filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !fileName.includes('node_modules'))
  const references = referencesOf(files, checker)

  const at = (node: ts.Node, name: string): { readonly name: string; readonly file: string; readonly line: number } => {
    const source = node.getSourceFile()
    return { name, file: relative(root, source.fileName), line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 }
  }

  const grantOf = (func: Func): ts.ParameterDeclaration | undefined => func.parameters.find((parameter) => isGrant(checker.getTypeAtLocation(parameter)))

  /** Places where a call hands this grant on. */
  const handings = (within: ts.Node, grant: ts.Symbol | undefined): readonly { readonly call: ts.CallExpression; readonly callee: Func; readonly place: number }[] => {
    const found: { readonly call: ts.CallExpression; readonly callee: Func; readonly place: number }[] = []
    each(within, (node) => {
      if (!ts.isCallExpression(node) || grant === undefined) return
      const place = node.arguments.findIndex((argument) => ts.isIdentifier(argument) && checker.getSymbolAtLocation(argument) === grant)
      const callee = place < 0 ? undefined : checker.getResolvedSignature(node)?.declaration
      if (callee !== undefined && !ts.isJSDocSignature(callee)) found.push({ call: node, callee, place })
    })
    return found
  }

  const isCovers = (callee: Func): boolean => callee.name?.getText() === 'covers' && callee.getSourceFile().fileName.endsWith('core/consent/gate.ts')

  /** Whether the function has the grant that comes in by this parameter checked, by itself or by way of what it is handed to. Of a port's method nothing is known. */
  const checks = (func: Func, parameter: ts.ParameterDeclaration | undefined, seen: ReadonlySet<ts.Node>): boolean => {
    if (parameter === undefined || func.body === undefined || seen.has(func) || !ts.isIdentifier(parameter.name)) return false
    return handings(func.body, checker.getSymbolAtLocation(parameter.name)).some(({ callee, place }) => isCovers(callee) || checks(callee, callee.parameters[place], new Set([...seen, func])))
  }

  /** Whether a place inside this function is guarded by its grant: `covers` stands in a function around the place, or the place stands in what is given to a function that checks. */
  const guards = (func: Func, parameter: ts.ParameterDeclaration, place: ts.Node): boolean => {
    if (func.body === undefined || !ts.isIdentifier(parameter.name)) return false
    const around = new Set<ts.Node>(enclosing(place))
    return handings(func.body, checker.getSymbolAtLocation(parameter.name)).some(({ call, callee, place: at }) => {
      if (isCovers(callee)) return around.has(enclosing(call)[0] ?? func)
      return call.arguments.some((argument) => contains(argument, place)) && checks(callee, callee.parameters[at], new Set())
    })
  }

  const covered = (place: ts.Node, seen: ReadonlySet<ts.Node>): boolean => {
    for (const func of enclosing(place)) {
      const grant = grantOf(func)
      if (grant !== undefined && guards(func, grant, place)) return true
      const named = nameOf(func)
      const symbol = named === undefined ? undefined : checker.getSymbolAtLocation(named)
      const uses = symbol === undefined ? [] : (references.get(symbol) ?? [])
      if (uses.length > 0 && uses.every((use) => seen.has(use) || covered(use, new Set([...seen, use])))) return true
    }
    return false
  }

  const paths: GrantedPath[] = []
  const ungranted: UngrantedPath[] = []
  const exempt: UngrantedPath[] = []

  const judge = (node: ts.Node, touched: string): void => {
    if (covered(node, new Set())) return
    const reason = exemption(node)
    const place = { ...at(node, enclosingName(node)), why: reason ?? `${touched} without a grant that was checked` }
    ;(reason === undefined ? ungranted : exempt).push(place)
  }

  for (const [done, file] of files.entries()) {
    progress?.(done + 1, files.length)
    each(file, (node) => {
      if (isFunc(node)) {
        const grant = grantOf(node)
        if (grant !== undefined) paths.push({ ...at(node, enclosingName(node, true)), grant: checker.typeToString(checker.getTypeAtLocation(grant)).replace('LiveGrant', 'Grant') })
      }
      if (ts.isInterfaceDeclaration(node)) {
        const methods = node.members.filter(ts.isMethodSignature)
        if (!methods.some((method) => grantOf(method) !== undefined)) return
        for (const method of methods) if (grantOf(method) === undefined) ungranted.push({ ...at(method, `${node.name.text}.${method.name.getText()}`), why: 'a port of visitor data, and this method takes no grant' })
      }
      if (ts.isPropertyAccessExpression(node) && node.name.text === 'cookie' && typeName(checker.getTypeAtLocation(node.expression)) === 'Document') judge(node, 'document.cookie')
      if (!ts.isCallExpression(node)) return
      if (ts.isPropertyAccessExpression(node.expression) && TOUCHES.has(node.expression.name.text) && isStore(checker.getTypeAtLocation(node.expression.expression))) judge(node, node.expression.getText().replaceAll(/\s+/g, ' '))
      else if (node.arguments.some((argument) => isStore(checker.getTypeAtLocation(argument)))) judge(node, `${node.expression.getText().replaceAll(/\s+/g, ' ')} is handed a store`)
    })
  }
  return { paths, ungranted, exempt }
}

function isGrant(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(isGrant)
  const { symbol } = type
  return symbol !== undefined && symbol.name === 'LiveGrant' && (symbol.declarations ?? []).some((declaration) => declaration.getSourceFile().fileName.endsWith('core/consent/gate.ts'))
}

/** Anything that records can be read from or written to, by the name of its type: IndexedDB's and idb's, Cache Storage, `localStorage`, the cookie store, and the origin's private files. */
function isStore(type: ts.Type): boolean {
  if (type.isUnionOrIntersection()) return type.types.some(isStore)
  return /^(IDBP?(Database|ObjectStore|Index|Cursor|CursorWithValue)|Cache|CacheStorage|Storage|CookieStore|FileSystem\w+)$/.test(typeName(type))
}

function typeName(type: ts.Type): string {
  return (type.aliasSymbol ?? type.symbol)?.name ?? ''
}

function isFunc(node: ts.Node): node is Func {
  return ts.isFunctionLike(node) && !ts.isJSDocSignature(node) && !ts.isFunctionTypeNode(node)
}

function each(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => each(child, visit))
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  for (let node: ts.Node | undefined = inner; node !== undefined; node = node.parent) if (node === outer) return true
  return false
}

function enclosing(node: ts.Node): readonly Func[] {
  const found: Func[] = []
  for (let above: ts.Node | undefined = node.parent; above !== undefined; above = above.parent) if (isFunc(above)) found.push(above)
  return found
}

/** The name by which a function can be called from elsewhere in its file, or by import. */
function nameOf(func: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(func)) return func.name
  return ts.isVariableDeclaration(func.parent) && ts.isIdentifier(func.parent.name) ? func.parent.name : undefined
}

function enclosingName(node: ts.Node, itself = false): string {
  const names: string[] = []
  for (let above: ts.Node | undefined = itself ? node : node.parent; above !== undefined; above = above.parent) {
    if ((ts.isFunctionDeclaration(above) || ts.isMethodDeclaration(above) || ts.isMethodSignature(above) || ts.isPropertyAssignment(above) || ts.isVariableDeclaration(above) || ts.isInterfaceDeclaration(above) || ts.isClassDeclaration(above)) && above.name !== undefined && ts.isIdentifier(above.name)) names.unshift(above.name.text)
  }
  return names.join('.')
}

/** The reason in the nearest `@ungranted` comment above. */
function exemption(node: ts.Node): string | undefined {
  for (let above: ts.Node | undefined = node.parent; above !== undefined; above = above.parent) {
    const tag = ts.getJSDocTags(above).find(({ tagName }) => tagName.text === 'ungranted')
    if (tag !== undefined) return ts.getTextOfJSDocComment(tag.comment)?.trim() || undefined
  }
  return undefined
}

function referencesOf(files: readonly ts.SourceFile[], checker: ts.TypeChecker): ReadonlyMap<ts.Symbol, readonly ts.Node[]> {
  const found = new Map<ts.Symbol, ts.Node[]>()
  for (const file of files) {
    each(file, (node) => {
      if (!ts.isIdentifier(node) || ts.isImportSpecifier(node.parent) || ts.isExportSpecifier(node.parent) || (ts.isVariableDeclaration(node.parent) && node.parent.name === node) || (ts.isFunctionDeclaration(node.parent) && node.parent.name === node)) return
      const symbol = checker.getSymbolAtLocation(node)
      if (symbol === undefined) return
      const resolved = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const known = found.get(resolved)
      if (known === undefined) found.set(resolved, [node])
      else known.push(node)
    })
  }
  return found
}
