/** What data may be used for. `aggregates` needs `personalization`, and is a separate choice. */
export type Purpose = 'personalization' | 'aggregates'

export const PURPOSES: readonly Purpose[] = ['personalization', 'aggregates']
