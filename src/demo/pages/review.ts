import { render } from 'lit/html.js'
import type { Hearth } from '../../client/hearth.js'
import type { Task } from '../../core/privacy/task.js'
import { CHANGED } from '../../elements/hearth-element.js'
import type { Acts } from './review/acts.js'
import { saveFile } from '../../elements/centre/save-file.js'
import { findOut, publishedTasks, type Findings } from './review/findings.js'
import { pageEngine } from './review/page-engine.js'
import { rehearse, trueAnswer, type Rehearsal } from './review/rehearsal.js'
import { view } from './review/view.js'

const root = document.querySelector<HTMLElement>('#review')
const collector = document.querySelector('meta[name="hearth-collector"]')?.getAttribute('content') ?? undefined

async function review(page: HTMLElement, hearth: Hearth): Promise<void> {
  let tasks: readonly Task[] = []
  let drawn: Rehearsal | undefined
  let kept: Pick<Findings, 'isolation' | 'erasure' | 'said'> = {}
  let probed = false
  let round = 0

  const look = async (): Promise<void> => {
    round += 1
    const mine = round
    const findings = await findOut(hearth, tasks)
    if (mine !== round) return
    const task = tasks.find(({ dap }) => dap === undefined)
    const truth = task === undefined || findings.history.status !== 'ok' ? undefined : trueAnswer(task, findings.history.events, Date.now())
    render(view({ findings: { ...findings, ...kept }, rehearsal: drawn, truth, width: page.querySelector('.part')?.clientWidth ?? page.clientWidth }, acts), page)
  }
  const keep = async (change: typeof kept): Promise<void> => {
    kept = { ...kept, ...change }
    await look()
  }
  const acts: Acts = {
    contribute: () => void hearth.contribute().then((answer) => keep({ said: 'message' in answer ? answer.message : answer.status === 'denied' ? 'Not allowed.' : `${answer.status === 'sent' ? 'Sent' : 'Waiting'}: ${String(answer.bytes.length)} bytes answering ${answer.task}${answer.outcome === undefined ? '' : ` (${answer.outcome})`}.` })),
    allowAggregates: (allowed, event) => void hearth.consent.decide({ aggregates: allowed ? 'granted' : 'denied' }, { source: 'centre', event }).then(look),
    probe: () => void keep({ isolation: undefined }).then(() => hearth.isolation()).then((isolation) => keep({ isolation })),
    exportData: () => void hearth.exportData().then((answer) => { if (answer.status === 'ok') saveFile(document, 'hearth-export.json', answer.json) }),
    erase: () => void hearth.forget('everything').then((erasure) => keep({ erasure })),
    forgetEvent: (event) => void hearth.forget({ event }).then(look),
    pause: (paused) => void (paused ? hearth.pause() : hearth.resume()).then(look),
    rehearse: (id, truth) => {
      const task = tasks.find((one) => one.id === id)
      if (task !== undefined) drawn = rehearse(task, truth, Date.now())
      void look()
    },
  }

  page.replaceChildren()
  hearth.subscribe(({ status }) => {
    if (!/^(ready|degraded|paused)$/.test(status)) {
      probed = false
      kept = { ...kept, isolation: undefined }
    } else if (!probed) {
      probed = true
      acts.probe()
    }
    void look()
    if (tasks.length === 0 && /^(ready|degraded)$/.test(status)) {
      void publishedTasks(collector).then((published) => {
        tasks = published
        return look()
      })
    }
  })
  document.addEventListener(CHANGED, () => void look())
  addEventListener('resize', () => void look())
}

if (root !== null) void pageEngine(window).then((hearth) => review(root, hearth))
