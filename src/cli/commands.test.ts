import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runHearth } from './testing/run-hearth.js'

const scratch = mkdtempSync(join(tmpdir(), 'hearth-commands-'))
const tasks = fileURLToPath(new URL('../demo/tasks.json', import.meta.url))
const scorer = fileURLToPath(new URL('models/fixtures/keras', import.meta.url))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const SHOWN = Array.from({ length: 10 }, (_, n) => `i${String(n)}`)
beforeAll(() => {
  const write = (name: string, lines: readonly unknown[]): void => writeFileSync(join(scratch, name), lines.map((line) => JSON.stringify(line)).join('\n'))
  write('items.jsonl', SHOWN.map((id, n) => ({ id, title: `A story of ${n % 2 === 0 ? 'bread and gardens' : 'moons and rockets'} ${String(n)}`, category: n % 2 === 0 ? 'home' : 'space' })))
  write('test.jsonl', Array.from({ length: 12 }, (_, n) => ({ user: `u${String(n)}`, at: `2026-01-02T00:00:${String(10 + n)}Z`, history: [`i${String(n % 10)}`], shown: SHOWN, clicked: [`i${String((n + 2) % 10)}`] })))
  write('interactions.jsonl', Array.from({ length: 60 }, (_, n) => ({ user: `u${String(n % 12)}`, item: `i${String((n * 7) % 10)}`, at: '2026-01-01T00:00:00Z' })))
  write('rounds.jsonl', Array.from({ length: 40 }, (_, n) => ({ action: `a${String(n % 3)}`, propensity: 1 / 3, reward: n % 5 === 0 ? 1 : 0 })))
  writeFileSync(join(scratch, 'text.txt'), '\uFEFFHello world\n\nGrüße aus München\r\n😀\nこんにちは')
  writeFileSync(join(scratch, 'empty.txt'), '')
  writeFileSync(join(scratch, 'latin1.txt'), Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65]))
  writeFileSync(join(scratch, 'bad.jsonl'), '{"user":"u"}\nnope')
  writeFileSync(join(scratch, 'a-file'), '')
})

const run = (...args: readonly string[]) => runHearth(args, scratch)

describe('a command with --json prints one object, and nothing else, on standard output', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['catalog', 'build', 'items.jsonl', '--out', 'catalog', '--model', 'static'], ['items', 'dimensions', 'space', 'bytes', 'seconds']],
    [['evaluate', 'impressions', '--items', 'items.jsonl', '--test', 'test.jsonl', '--model', 'static', '--scorer', scorer, '--features', 'rows.jsonl'], ['n', 'auc', 'mrr', 'ndcg5', 'ndcg10', 'precision10', 'recall10', 'f1_10', 'stderr', 'baselines']],
    [['evaluate', 'interactions', '--data', 'interactions.jsonl'], ['users', 'items', 'ndcg10', 'ndcg100', 'recall20', 'recall50', 'baselines']],
    [['evaluate', 'policy', '--log', 'rounds.jsonl', '--target', 'rounds.jsonl'], ['onPolicy', 'ips', 'snips', 'dr', 'ess', 'interval95']],
    [['prior', 'fit', 'interactions.jsonl', '--items', 'items.jsonl', '--out', 'prior.json'], ['items', 'pairs', 'bytes']],
    [['model', 'check', scorer], ['ok', 'inputs', 'outputs', 'dimensions', 'bytes', 'canary', 'latencyMs']],
    [['model', 'add', scorer, '--out', 'models'], ['ok', 'folder', 'scorer']],
    [['model', 'features'], ['version', 'features']],
    [['tasks', 'check', tasks], ['ok', 'tasks', 'expectedYearly']],
    [['simulate', '--tasks', tasks, '--users', '20'], ['sent', 'accepted', 'maxError', 'chiSquare']],
    [['audit', 'privacy', '--mutant', 'list'], ['mutants']],
  ])('hearth %j', async (args, fields) => {
    const { code, stdout } = await run(...args, '--json')
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    for (const field of fields) expect(JSON.parse(stdout)).toHaveProperty(field)
    expect(code).toBe(0)
  }, 60_000)

  it('and evaluate wrote a row a candidate to train a scorer on, and says what it gave', async () => {
    const rows = readFileSync(join(scratch, 'rows.jsonl'), 'utf8').trimEnd().split('\n').map((row) => JSON.parse(row) as { readonly impression: number; readonly item: string; readonly clicked: number; readonly features: readonly number[] })
    expect(rows).toHaveLength(12 * SHOWN.length)
    expect(rows.filter(({ clicked }) => clicked === 1)).toHaveLength(12)
    expect(rows.every(({ features }) => features.length === 24 && features.every(Number.isFinite))).toBe(true)
    const { stdout } = await run('evaluate', 'impressions', '--items', 'items.jsonl', '--test', 'test.jsonl', '--model', 'static', '--scorer', scorer)
    expect(stdout).toMatch(/withoutScorer/)
  }, 60_000)
})

describe('hearth embed', () => {
  const vectors = async (...args: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const { code, stdout, stderr } = await run('embed', '--model', 'static', ...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout === '' ? [] : stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as readonly number[])
  }

  it('prints an array a line: blank lines and lines without a word are empty, Windows line ends and a mark of byte order are no text', async () => {
    const made = await vectors('text.txt')
    expect(made.map(({ length }) => length)).toEqual([384, 0, 384, 0, made[4]?.length])
    writeFileSync(join(scratch, 'plain.txt'), 'Hello world\r\nGrüße aus München')
    const plain = await vectors('plain.txt')
    expect([plain[0], plain[1]]).toEqual([made[0], made[2]])
  }, 30_000)

  it('prints nothing for a file of no bytes, and does not mind a very long line', async () => {
    expect(await vectors('empty.txt')).toEqual([])
    writeFileSync(join(scratch, 'long.txt'), 'word '.repeat(400_000))
    expect((await vectors('long.txt')).map(({ length }) => length)).toEqual([384])
  }, 30_000)
})

it.runIf(existsSync('/dev/full'))('says why where standard output takes nothing', async () => {
  const full = openSync('/dev/full', 'w')
  const { code, stderr } = await runHearth(['embed', '--model', 'static', 'text.txt'], scratch, undefined, full)
  closeSync(full)
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'hearth: standard output: the disk is full; make room, or choose another path\n' })
}, 30_000)

it('tasks check says what the schedule comes to where the ledger stops it', async () => {
  const { code, stdout } = await run('tasks', 'check', tasks)
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('expects to spend ε 12 in 12 months (the schedule comes to 13.0446; the ledger stops at its cap)') as string })
}, 30_000)

describe('bad usage and bad input end with 2, say where, and leave nothing behind', () => {
  it.each<[readonly string[], RegExp]>([
    [[], /Usage/],
    [['nope'], /unknown command 'nope'/],
    [['embed', '--model', 'static', 'missing.txt'], /missing\.txt: no such file/],
    [['embed', '--model', 'static', 'latin1.txt'], /latin1\.txt:1: not UTF-8/],
    [['embed', '--model', 'nope', 'text.txt'], /unknown model "nope"/],
    [['catalog', 'build', 'items.jsonl', '--out', 'catalog', '--model', 'minilm-l4'], /minilm-l4 is for pages: build the catalog with minilm/],
    [['embed', 'text.txt'], /--model/],
    [['catalog', 'build', 'items.jsonl', '--out', 'a-file/below', '--model', 'static'], /a-file/],
    [['catalog', 'build', 'bad.jsonl', '--out', 'bad-out', '--model', 'static'], /bad\.jsonl:1: "id" is missing[\s\S]*bad\.jsonl:2: not JSON/],
    [['catalog', 'build', 'items.jsonl', '--out', 'x', '--threads', '0'], /whole number/],
    [['evaluate', 'impressions', '--items', 'items.jsonl', '--test', 'bad.jsonl'], /bad\.jsonl:1: "at" is missing/],
    [['evaluate', 'impressions', '--items', 'items.jsonl', '--test', 'test.jsonl', '--scorer', 'nowhere'], /nowhere: no such folder/],
    [['evaluate', 'interactions', '--data', 'bad.jsonl'], /bad\.jsonl:1: "item" is missing/],
    [['evaluate', 'policy', '--log', 'bad.jsonl', '--target', 'rounds.jsonl'], /bad\.jsonl:1: "action" is missing/],
    [['prior', 'fit', 'bad.jsonl', '--items', 'items.jsonl', '--out', 'bad-prior.json'], /bad\.jsonl:1/],
    [['prior', 'import-mahout', 'missing.tsv', '--out', 'bad-prior.json'], /missing\.tsv: no such file/],
    [['model', 'check', 'nowhere'], /nowhere: no such folder/],
    [['model', 'add', '.'], /no model\.onnx/],
    [['collector', '--store', 's', '--tasks', 'missing.json'], /missing\.json/],
    [['tasks', 'check', 'bad.jsonl'], /bad\.jsonl:2/],
    [['simulate', '--tasks', tasks, '--users', 'many'], /--users many/],
    [['audit', 'privacy', '--mutant', 'nope'], /one of epsilon-doubled/],
    [['doctor', 'nowhere'], /http/],
  ])('hearth %j', async (args, said) => {
    const before = readdirSync(scratch)
    const { code, stdout, stderr } = await run(...args)
    expect(stderr).toMatch(said)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(readdirSync(scratch)).toEqual(before)
  }, 30_000)

  it('and an evaluation that fails leaves no rows', async () => {
    expect((await run('evaluate', 'impressions', '--items', 'items.jsonl', '--test', 'test.jsonl', '--model', 'nope', '--features', 'no-rows.jsonl')).code).toBe(2)
    expect(existsSync(join(scratch, 'no-rows.jsonl'))).toBe(false)
  }, 30_000)
})
