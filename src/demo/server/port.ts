import { createServer } from 'node:net'

/** Whether nothing listens on a port yet. */
export const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const trial = createServer()
    trial.once('error', () => {
      resolve(false)
    })
    trial.listen(port, host, () => {
      trial.close(() => {
        resolve(true)
      })
    })
  })

/** The wanted port as it was given (0: any); without one the usual port, or any where that is taken. */
export const choosePort = async (given: number | undefined, usual: number, host: string): Promise<number> => given ?? ((await isFree(usual, host)) ? usual : 0)
