import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

const nearest = (start: string): string => {
  let folder = start
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`no package.json above ${start}`)
    folder = above
  }
  return folder
}

/** Absolute path of the folder with our `package.json`: the checkout, or the installed package. */
export const packageRoot: string = nearest(dirname(fileURLToPath(import.meta.url)))

const Package = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }))

/** The version that `package.json` names. */
export const packageVersion = (): string => v.parse(Package, readFileSync(join(packageRoot, 'package.json'), 'utf8')).version
