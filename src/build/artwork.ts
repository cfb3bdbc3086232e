import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as v from 'valibot'
import { artwork } from '../demo/magazine/artwork.js'
import { writeWhole } from '../cli/write-whole.js'
import { demo, root } from './paths.js'
import type { Step } from './step.js'

/** The magazine's stories, an `Item` a line. */
export const MAGAZINE = 'src/demo/magazine/items.jsonl'

const Story = v.pipe(v.string(), v.parseJson(), v.object({ id: v.pipe(v.string(), v.regex(/^[\w-]+$/)), category: v.string(), tags: v.array(v.string()) }))

/** One picture a story, `art/<id>.svg`. */
export const artworkStep: Step = {
  name: 'demo-artwork',
  inputs: ['src/demo/magazine'],
  needs: [MAGAZINE],
  run: () => {
    const lines = readFileSync(join(root, MAGAZINE), 'utf8').split('\n').filter((line) => line.trim() !== '')
    return Promise.resolve(
      lines.map((line) => {
        const story = v.parse(Story, line)
        const file = join(demo, 'art', `${story.id}.svg`)
        writeWhole(file, artwork(story))
        return relative(root, file)
      }),
    )
  },
}
