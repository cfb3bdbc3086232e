import type { Command } from 'commander'

/** Each subcommand's maker, loaded only when it is asked for: `hearth tasks check` need not load ONNX Runtime. */
export const COMMANDS: Readonly<Record<string, () => Promise<() => Command>>> = {
  embed: async () => (await import('./embed.js')).embedCommand,
  model: async () => (await import('./model.js')).modelCommand,
  catalog: async () => (await import('./catalog.js')).catalogCommand,
  collector: async () => (await import('./collector.js')).collectorCommand,
  evaluate: async () => (await import('./evaluate/evaluate.js')).evaluateCommand,
  tasks: async () => (await import('./tasks.js')).tasksCommand,
  audit: async () => (await import('./audit.js')).auditCommand,
  prior: async () => (await import('./prior.js')).priorCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  simulate: async () => (await import('./simulate.js')).simulateCommand,
  dap: async () => (await import('./dap.js')).dapCommand,
}
