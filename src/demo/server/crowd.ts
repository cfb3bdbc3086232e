import { Hono } from 'hono'
import { simulate } from '../../cli/simulate/simulate.js'
import { fallingOff } from '../../cli/simulate/truth.js'
import type { Task } from '../../core/privacy/task.js'
import type { Millis } from '../../core/time.js'

/** Browsers that one press lets answer: enough for an interval worth reading, done within a minute. */
const MOST = 5_000

/**
 * `POST /simulate` with `browsers=N`: N browsers on the client's own code, with histories drawn from a truth that falls
 * off as 1/rank, answer the demo's collector over HTTP. One crowd at a time. Answers JSON to who asks for it, and leads a
 * form on to the dashboard.
 */
export function crowd(collectorUrl: string, tasks: readonly Task[]): Hono {
  const app = new Hono()
  let running = false
  app.post('/simulate', async (context) => {
    const given = (await context.req.parseBody().catch(() => ({})))['browsers' as never] ?? context.req.query('browsers')
    const browsers = Number(given)
    if (!Number.isInteger(browsers) || browsers < 1 || browsers > MOST) return context.json({ status: 'invalid', message: `browsers: a whole number from 1 to ${MOST}` }, 400)
    if (running) return context.json({ status: 'unavailable', message: 'A crowd is answering already; wait for it.' }, 429)
    running = true
    try {
      const truth = new Map(tasks.map((task) => [task.id, { original: fallingOff(task), personalized: fallingOff(task) }]))
      const result = await simulate(collectorUrl, tasks, browsers, truth, { now: () => Date.now() as Millis }, () => undefined)
      return context.req.header('accept')?.includes('text/html') === true ? context.redirect(collectorUrl, 303) : context.json({ status: 'ok', ...result })
    } finally {
      running = false
    }
  })
  return app
}
