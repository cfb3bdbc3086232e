/** What a page can carry. */
export const MODEL_LIMITS = {
  /** Bytes of graph and weights: past this a phone's tab dies while the session starts. */
  bytes: 300_000_000,
  /** Numbers in a vector: the kernels sum 2,048 products in 32 bits without overflow. */
  dimensions: 2_048,
  /** A page with so many items should have its order from a scorer in so many milliseconds. */
  pageItems: 1_000,
  pageMs: 50,
} as const
