/** A value with listeners; each change is a new object, so that React can compare by identity. */
export interface Snapshot<T> {
  get(): T
  set(value: T): void
  /** Tells the listeners again, with a fresh copy: what stands behind the state has changed. */
  repeat(): void
  subscribe(listener: (value: T) => void): () => void
}

export function createSnapshot<T extends object>(first: T): Snapshot<T> {
  let value = first
  const listeners = new Set<(value: T) => void>()
  const tell = (listener: (value: T) => void): void => {
    try {
      listener(value)
    } catch (error) {
      // A listener's failure is its own; it must not stop the others, nor be lost.
      reportError(error)
    }
  }
  const set = (next: T): void => {
    value = next
    for (const listener of [...listeners]) tell(listener)
  }
  return {
    get: () => value,
    set,
    repeat: () => set({ ...value }),
    subscribe(listener) {
      listeners.add(listener)
      tell(listener)
      return () => void listeners.delete(listener)
    },
  }
}
