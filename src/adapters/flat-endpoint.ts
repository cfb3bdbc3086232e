import type { Endpoint } from 'comlink'

/**
 * An endpoint that lets through nothing but calls of the facade's own functions. Comlink alone would follow any path of
 * properties, set and construct, and stop listening when told so by anyone who can post to the worker.
 */
export function flatEndpoint(scope: Endpoint, facade: object): Endpoint {
  return {
    postMessage: (message, transfer) => scope.postMessage(message, transfer ?? []),
    addEventListener: (type, listener) =>
      scope.addEventListener(type, (event) => {
        if (!isCall(Reflect.get(event, 'data'), facade)) return
        if (typeof listener === 'function') listener(event)
        else listener.handleEvent(event)
      }),
    removeEventListener: () => undefined,
  }
}

function isCall(message: unknown, facade: object): boolean {
  const field = (name: string): unknown => (typeof message === 'object' && message !== null ? Reflect.get(message, name) : undefined)
  const [path, args] = [field('path'), field('argumentList')]
  return field('type') === 'APPLY' && Array.isArray(args) && Array.isArray(path) && path.length === 1 && typeof path[0] === 'string' && Object.hasOwn(facade, path[0])
}
