import { Command } from 'commander'
import { examine } from './doctor/examine.js'
import { openBrowser } from './doctor/open-browser.js'
import { InputFault, reportingFaults } from './input-fault.js'
import { whileWaiting } from './progress.js'

/** `hearth doctor URL`: visits a page that installed the tag, with a browser and a new profile; exit 1 where something is not right. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Visit a page that installed the tag, and say what is right and what is not.')
    .argument('<url>', 'the page')
    .option('--json', 'one object on standard output')
    .action((url: string, { json = false }: { json?: boolean }) => reportingFaults(() => run(url, json)))
}

async function run(url: string, json: boolean): Promise<void> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new InputFault(`${url}: an address that begins with http:// or https://`)
  const browser = await openBrowser()
  try {
    const checks = await whileWaiting('visiting', examine(browser, url))
    if (json) process.stdout.write(`${JSON.stringify({ checks })}\n`)
    else for (const { name, ok, detail } of checks) process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(14)}${detail}\n`)
    if (checks.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await browser.close()
  }
}
