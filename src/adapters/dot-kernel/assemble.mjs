// Assembles the kernels: `node src/adapters/dot-kernel/assemble.mjs` writes bytes.ts; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const features = { simd: true, relaxed_simd: true }

/** What `(#dot $sum $x $n)` stands for: $sum + the products of the bytes of $x and $n, added up by fours in any grouping. */
const DOTS = {
  relaxed: (sum, x, n) => `(local.set ${sum} (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get ${x}) (local.get ${n}) (local.get ${sum})))`,
  plain: (sum, x, n) =>
    `(local.set ${sum} (i32x4.add (local.get ${sum}) (i32x4.extadd_pairwise_i16x8_s (i16x8.add (i16x8.extmul_low_i8x16_s (local.get ${x}) (local.get ${n})) (i16x8.extmul_high_i8x16_s (local.get ${x}) (local.get ${n}))))))`,
}

const KERNELS = [
  ['SEARCH', 'search.wat', DOTS.plain],
  ['RELAXED_SEARCH', 'search.wat', DOTS.relaxed],
  ['FLOAT', 'float.wat'],
]

/** The TypeScript source that holds the kernels as base64. */
export async function kernelSource() {
  const assembler = await wabt()
  const lines = KERNELS.map(([name, file, dot]) => {
    const source = readFileSync(new URL(`./${file}`, import.meta.url), 'utf8').replaceAll(/^( *[^;\n]*)\(#dot (\$\w+) (\$\w+) (\$\w+)\)/gm, (_, before, sum, x, n) => before + dot(sum, x, n))
    const module = assembler.parseWat(file, source, features)
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
    return `export const ${name} =\n  '${base64}'\n`
  })
  return `// Assembled from the .wat files beside this one by assemble.mjs; not to be edited.\n${lines.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('./bytes.ts', import.meta.url), await kernelSource())
