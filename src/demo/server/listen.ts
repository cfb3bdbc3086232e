import { serve } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** Answers on a port of one interface; 0 takes a free one. Rejects where the port is taken. */
export const listen = (app: Hono, port: number, host: string): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (address) => {
      resolve({
        port: address.port,
        close: () =>
          new Promise((done) => {
            server.close(() => {
              done()
            })
            // Browsers keep connections open that would hold the server for minutes.
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.once('error', reject)
  })
