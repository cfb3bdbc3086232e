import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { measureImpression } from './impression.js'
import { measureRetrieval } from './retrieval.js'
import { seededRandom } from './seeded-random.js'

/** What scikit-learn 1.9.1 answered for these very cases, for machines without it; made anew by `HEARTH_WRITE_GOLDEN=1` where Python has it. */
const GOLDEN = new URL('outside.golden.jsonl', import.meta.url)

const PYTHON = process.env['HEARTH_PYTHON'] ?? 'python3'
const there = spawnSync(PYTHON, ['-c', 'import sklearn'], { timeout: 60_000 }).status === 0

/** What scikit-learn says of the same scores: one JSON list a line in, one figure list a line out. */
const SCRIPT = `
import sys, json
from sklearn.metrics import roc_auc_score, ndcg_score
for line in sys.stdin:
    scores, clicked = json.loads(line)
    print(json.dumps([roc_auc_score(clicked, scores)] + [ndcg_score([clicked], [scores], k=k) for k in (5, 10, 100)]))
`

describe('the figures', () => {
  it('are scikit-learn’s to 1e-9, ties included', () => {
    const random = seededRandom(11)
    const cases = Array.from({ length: 200 }, (_, n) => {
      const size = 2 + Math.floor(random() * 60)
      const scores = Array.from({ length: size }, () => (n % 2 === 0 ? random() : Math.floor(random() * 5)))
      const clicked = scores.map((_score, i) => (i === 0 ? 1 : i === 1 ? 0 : random() < 0.2 ? 1 : 0))
      return { scores, clicked }
    })
    const asked = (): string => spawnSync(PYTHON, ['-c', SCRIPT], { input: cases.map(({ scores, clicked }) => JSON.stringify([scores, clicked])).join('\n'), encoding: 'utf8' }).stdout
    const said = there ? asked() : readFileSync(GOLDEN, 'utf8')
    if (there && process.env['HEARTH_WRITE_GOLDEN'] !== undefined) writeFileSync(GOLDEN, said)
    const theirs = said.trim().split('\n').map((line) => JSON.parse(line) as readonly number[])
    expect(theirs).toHaveLength(cases.length)
    cases.forEach(({ scores, clicked }, n) => {
      const wanted = clicked.map((click) => click === 1)
      const ours = measureImpression(scores, wanted)
      const [auc = NaN, ndcg5 = NaN, ndcg10 = NaN, ndcg100 = NaN] = theirs[n] ?? []
      expect(Math.abs((ours?.auc ?? NaN) - auc)).toBeLessThan(1e-9)
      expect(Math.abs((ours?.ndcg5 ?? NaN) - ndcg5)).toBeLessThan(1e-9)
      expect(Math.abs((ours?.ndcg10 ?? NaN) - ndcg10)).toBeLessThan(1e-9)
      expect(Math.abs((measureRetrieval(scores, wanted)?.ndcg100 ?? NaN) - ndcg100)).toBeLessThan(1e-9)
    })
  })
})
