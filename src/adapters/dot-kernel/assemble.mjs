// Assembles the kernels: `node src/adapters/dot-kernel/assemble.mjs` writes bytes.ts; a test compares the two.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const features = { simd: true, relaxed_simd: true }

/** The TypeScript source that holds the kernels as base64. */
export async function kernelSource() {
  const assembler = await wabt()
  const lines = ['simd', 'relaxed', 'float'].map((name) => {
    const source = readFileSync(new URL(`./${name}.wat`, import.meta.url), 'utf8')
    const module = assembler.parseWat(`${name}.wat`, source, features)
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
    return `export const ${name.toUpperCase()} =\n  '${base64}'\n`
  })
  return `// Assembled from the .wat files beside this one by assemble.mjs; not to be edited.\n${lines.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('./bytes.ts', import.meta.url), await kernelSource())
