/** One row, as both drivers give it. */
export type Row = Readonly<Record<string, unknown>>

/** A statement with `$1` parameters; the same text runs on PGlite and on PostgreSQL. */
export type Query = (text: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>

/** A database that speaks PostgreSQL. */
export interface Sql {
  readonly query: Query
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  close(): Promise<void>
}
