import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openCatalog } from '../core/catalog/catalog.js'
import { buildCatalog, type CatalogBuild } from './build-catalog.js'
import { checkCatalog } from './check-catalog.js'
import { runHearth } from './testing/run-hearth.js'

const encoder = fileURLToPath(new URL('models/fixtures/torch-encoder', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'hearth-catalog-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const WORDS = ['garden', 'bread', 'music', 'moon', 'harbour', 'story', 'people', 'war', 'city', 'night']
const title = (n: number): string => Array.from({ length: 3 + (n % 9) }, (_, k) => WORDS[(n * 7 + k * (n % 4 + 1)) % WORDS.length] ?? '').join(' ')
const line = (n: number): string => JSON.stringify({ id: `i${String(n)}`, title: `${title(n)} ${String(n)}`, text: n % 3 === 0 ? `About ${title(n + 5)}.` : undefined })

function itemsFile(name: string, lines: readonly string[]): string {
  const file = join(scratch, name)
  writeFileSync(file, lines.join('\n'))
  return file
}

const bytesOf = (out: string): readonly string[] => ['catalog.json', 'catalog.bin'].map((file) => readFileSync(join(out, file)).toString('base64'))
const build = (file: string, out: string, model = encoder, threads = 1): Promise<CatalogBuild> => buildCatalog(file, join(scratch, out), { model, threads })

describe('hearth catalog build', () => {
  const lines = Array.from({ length: 120 }, (_, n) => line(n))

  it('gives the same bytes again, on one thread or two, at once or in parts', async () => {
    await build(itemsFile('all.jsonl', lines), 'one', encoder, 1)
    await build(itemsFile('all.jsonl', lines), 'two', encoder, 2)
    expect(bytesOf(join(scratch, 'two'))).toEqual(bytesOf(join(scratch, 'one')))
    // Half of it, then all of it in another order, then as it was: other batches each time.
    await build(itemsFile('half.jsonl', lines.filter((_, n) => n % 2 === 0)), 'parts')
    await build(itemsFile('turned.jsonl', [...lines].reverse()), 'parts')
    expect(await build(itemsFile('all.jsonl', lines), 'parts')).toMatchObject({ embedded: 0, kept: 120 })
    expect(bytesOf(join(scratch, 'parts'))).toEqual(bytesOf(join(scratch, 'one')))
  }, 60_000)

  it('embeds only what changed, and never takes over what is not as it was built', async () => {
    await build(itemsFile('before.jsonl', lines), 'changing')
    const changed = lines.map((before, n) => (n === 7 ? line(999) : before))
    expect(await build(itemsFile('after.jsonl', changed), 'changing')).toMatchObject({ items: 120, embedded: 1, kept: 119 })
    await build(itemsFile('after.jsonl', changed), 'fresh')
    expect(bytesOf(join(scratch, 'changing'))).toEqual(bytesOf(join(scratch, 'fresh')))
    flip(join(scratch, 'changing/catalog.bin'), -1)
    expect(await build(itemsFile('after.jsonl', changed), 'changing')).toMatchObject({ embedded: 120, kept: 0 })
    expect(bytesOf(join(scratch, 'changing'))).toEqual(bytesOf(join(scratch, 'fresh')))
    expect(await build(itemsFile('after.jsonl', changed), 'changing', 'static')).toMatchObject({ embedded: 120, kept: 0, dimensions: 384 })
  }, 60_000)

  it('goes on where kill -9 stopped it, to the same bytes, and never takes another model’s vectors for its own', async () => {
    const file = itemsFile('long.jsonl', Array.from({ length: 96 }, (_, n) => line(n)))
    const out = join(scratch, 'killed')
    const begun = (): readonly string[] => readdirSync(scratch).filter((name) => name.startsWith('.killed~') && name.endsWith('.vectors'))
    const killed = await runHearth(['catalog', 'build', file, '--out', out, '--threads', '1'], scratch, (child) => {
      const watch = setInterval(() => {
        if (begun().every((name) => statSync(join(scratch, name)).size === 0)) return
        clearInterval(watch)
        child.kill('SIGKILL')
      }, 5)
      child.on('close', () => clearInterval(watch))
    })
    expect(killed.code).toBe(-1)
    expect(existsSync(out)).toBe(false)
    expect(begun()).toEqual([expect.stringMatching(/^\.killed~all-MiniLM-L6-v2-[0-9a-f]{8}-384\.vectors$/)])
    const kept = statSync(join(scratch, begun()[0] ?? '')).size
    expect(kept).toBeGreaterThan(0)
    // A record cut in the middle, as a crash may leave it.
    truncateSync(join(scratch, begun()[0] ?? ''), kept - 100)
    const steps: number[] = []
    await buildCatalog(file, out, { model: 'minilm', threads: 1, progress: (done) => steps.push(done) })
    expect(steps[0]).toBeGreaterThan(96 / 8)
    expect(begun()).toEqual([])
    await buildCatalog(file, join(scratch, 'unbroken'), { model: 'minilm', threads: 2 })
    expect(bytesOf(out)).toEqual(bytesOf(join(scratch, 'unbroken')))
  }, 120_000)

  it('names bad lines and leaves them out; where that is asked for it refuses the file and writes nothing', async () => {
    const bad = itemsFile('bad.jsonl', [line(1), 'oops', line(1), '{"id":"b","title":"   "}', '', line(2)])
    const out = join(scratch, 'bad')
    const refused = await runHearth(['catalog', 'build', bad, '--out', out, '--model', 'static', '--json', '--strict'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    for (const said of [/bad\.jsonl:2: not JSON/, /bad\.jsonl:4: "title" must not be empty/]) expect(refused.stderr).toMatch(said)
    expect(existsSync(out)).toBe(false)
    const built = await runHearth(['catalog', 'build', bad, '--out', out, '--model', 'static', '--json'])
    expect(built.code).toBe(0)
    expect(JSON.parse(built.stdout)).toMatchObject({ items: 2, problems: [{ line: 2 }, { line: 3 }, { line: 4 }] })
    expect(built.stderr).toMatch(/bad\.jsonl:2: not JSON \(skipped\)/)
    expect(built.stderr).toMatch(/bad\.jsonl: 3 lines left out of 5; --strict refuses a file with bad lines\n$/)
  }, 30_000)

  it('takes the first of two items with one id, and names the other', async () => {
    const twice = itemsFile('twice.jsonl', [line(1), line(2), line(1)])
    const { code, stdout, stderr } = await runHearth(['catalog', 'build', twice, '--out', join(scratch, 'twice'), '--model', 'static', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ items: 2, problems: [{ line: 3 }] })
    expect(stderr).toMatch(/twice\.jsonl:3: id "i1" is already on line 1 \(skipped\)/)
    expect(code).toBe(0)
  }, 30_000)

  it('takes a file however it was saved to the same bytes, and any title: huge, of emoji alone, of one endless word', async () => {
    const three = [line(1), line(2), line(4)]
    const catalogOf = async (name: string, text: string): Promise<readonly string[]> => {
      const file = join(scratch, `${name}.jsonl`)
      writeFileSync(file, text)
      await build(file, name, 'static')
      return bytesOf(join(scratch, name))
    }
    const plain = await catalogOf('plain', three.join('\n'))
    expect(await catalogOf('crlf', `${three.join('\r\n')}\r\n`)).toEqual(plain)
    expect(await catalogOf('bom', `\ufeff${three.join('\n')}\n\n`)).toEqual(plain)
    const odd = ['🎉👩‍👩‍👧', '!!!', 'garden '.repeat(200_000), 'x'.repeat(1_000_000), '\ud800 garden \u0000', 'Garden'].map((text, n) => JSON.stringify({ id: `o${String(n)}`, title: text }))
    expect(await build(itemsFile('odd.jsonl', odd), 'odd', 'static')).toMatchObject({ items: 6, embedded: 3, wordless: 3, kept: 0 })
    expect(await build(itemsFile('odd.jsonl', odd), 'odd', 'static')).toMatchObject({ embedded: 0, wordless: 3, kept: 3 })
    expect(checkCatalog(join(scratch, 'odd'))).toMatchObject({ ok: true, items: 6 })
  }, 30_000)

  it.each([
    ['nothing', '', /: no items/],
    ['blanks', '\n \r\n', /: no items/],
    ['text that is not UTF-8', Buffer.from('{"id":"a","title":"caf\xe9"}', 'latin1'), /: not UTF-8 text/],
    ['one JSON list', `[${line(1)},${line(2)}]`, /:1: a list, where one item belongs/],
  ])('refuses %s, and writes nothing', async (name, content, said) => {
    const file = join(scratch, 'refused.jsonl')
    writeFileSync(file, content)
    await expect(build(file, `refused-${name}`, 'static')).rejects.toThrow(said)
    expect(existsSync(join(scratch, `refused-${name}`))).toBe(false)
  })

  it('leaves alone the interrupted build of a folder whose name begins like its own', async () => {
    const other = join(scratch, '.near.de~some-model-00000000-16.vectors')
    writeFileSync(other, '')
    await build(itemsFile('near.jsonl', lines.slice(0, 3)), 'near', 'static')
    expect(existsSync(other)).toBe(true)
  })

  it('says in one line where it may not write, and leaves nothing behind', async () => {
    const out = join(itemsFile('taken', ['a file']), 'out')
    const { code, stdout, stderr } = await runHearth(['catalog', 'build', itemsFile('two.jsonl', [line(1), line(2)]), '--out', out, '--model', 'static', '--json'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^hearth: \S*taken is a file, where a folder is to be; choose another path\n$/)
  }, 30_000)

  it('gives no vector to what its model does not know, and says which items are in which language', async () => {
    const file = itemsFile('foreign.jsonl', [JSON.stringify({ id: 'd', title: 'Der Hund ist nicht im Garten und die Katze auch nicht' }), JSON.stringify({ id: 'j', title: '東京の春は桜が美しいです' }), line(1)])
    const { stderr, stdout } = await runHearth(['catalog', 'build', file, '--out', join(scratch, 'foreign'), '--model', 'static', '--json'])
    expect(stderr).toMatch(/1 item in German, 1 item in Kana script: the shipped models know English only, so 2 items have no vector.*--model/)
    expect(JSON.parse(stdout)).toMatchObject({ items: 3, embedded: 1, kept: 0, wordsOnly: 2 })
    const opened = openCatalog(readFileSync(join(scratch, 'foreign/catalog.json'), 'utf8'), readFileSync(join(scratch, 'foreign/catalog.bin')))
    if (opened.status !== 'ok') throw new Error(opened.message)
    expect([0, 1, 2].map((row) => opened.catalog.vector(row)?.length)).toEqual([undefined, undefined, 384])
    expect(opened.catalog.problems).toEqual([])
    // What had no vector beside these has one in a catalog whose language is another, as in a build from nothing.
    const titles = (names: readonly string[]): readonly string[] => names.map((name) => JSON.stringify({ id: name, title: name }))
    const german = ['Der Hund ist im Garten', 'Die Katze und der Hund', 'Das ist nicht der Hund', 'Radio Berlin'] as const
    expect(await build(itemsFile('turning.jsonl', titles(german)), 'turning', 'static')).toMatchObject({ wordsOnly: 4 })
    const both = itemsFile('turning.jsonl', [...titles(german), ...['The dog is in the garden', 'A cat and the dog', 'This is not the dog', 'What is it'].flatMap((title) => titles([title]))])
    expect(await build(both, 'turning', 'static')).toMatchObject({ wordsOnly: 3, embedded: 5, wordless: 0 })
    await build(both, 'turned', 'static')
    expect(bytesOf(join(scratch, 'turning'))).toEqual(bytesOf(join(scratch, 'turned')))
    // An encoder of the site's own may know them.
    expect(await build(file, 'foreign-own')).toMatchObject({ embedded: 3, wordsOnly: 0 })
  }, 30_000)
})

/** Turns one bit of a byte; a negative place counts from the end. */
function flip(file: string, place: number): void {
  const bytes = readFileSync(file)
  const at = (place + bytes.length) % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

describe('hearth catalog check', () => {
  const twelve = (from: number): readonly string[] => Array.from({ length: 12 }, (_, n) => line(from + n))
  const built = async (name: string, from = 0): Promise<string> => {
    await build(itemsFile('checked.jsonl', twelve(from)), name, 'static')
    return join(scratch, name)
  }
  const other = async (out: string): Promise<void> => copyFileSync(join(await built('other', 50), 'catalog.bin'), join(out, 'catalog.bin'))

  it.each<[string, (out: string) => void | Promise<void>, RegExp]>([
    ['a flipped bit of a vector', (out) => flip(join(out, 'catalog.bin'), -3), /catalog\.bin is not as it was built/],
    ['a flipped bit of a title', (out) => flip(join(out, 'catalog.json'), -20), /catalog\.json is not as it was built/],
    ['a truncated file', (out) => truncateSync(join(out, 'catalog.bin'), 100), /bytes where \d+ belong/],
    ['a missing file', (out) => rmSync(join(out, 'catalog.bin')), /missing/],
    ['the vectors of another build of as many items', other, /of another build than catalog\.json/],
    ['a space that was changed', (out) => writeFileSync(join(out, 'catalog.json'), readFileSync(join(out, 'catalog.json'), 'utf8').replace('all-MiniLM', 'another')), /catalog\.json is not as it was built/],
  ])('finds %s', async (name, spoil, said) => {
    const out = await built(`checked-${name.replaceAll(' ', '-')}`)
    expect(checkCatalog(out)).toMatchObject({ ok: true, items: 12, dimensions: 384, problems: [] })
    await spoil(out)
    const { ok, problems } = checkCatalog(out)
    expect(ok).toBe(false)
    expect(problems.join('; ')).toMatch(said)
  })

  it('ends with 1 where something is wrong, and with 2 where there is no catalog', async () => {
    const out = await built('ends')
    rmSync(join(out, 'catalog.bin'))
    expect(await runHearth(['catalog', 'check', out, '--json'])).toMatchObject({ code: 1, stderr: '' })
    expect(await runHearth(['catalog', 'check', scratch])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/catalog\.json: no such file/) as string })
  }, 30_000)
})
