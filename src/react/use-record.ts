'use client'
import { useCallback } from 'react'
import type { RecordAnswer, RecordInput } from '../client/hearth.js'
import { useHearth } from './hearth-provider.js'

/** Records what a visitor did. Before the engine runs, and without consent, the answer is a refusal and nothing is kept. */
export function useRecord(): (input: RecordInput) => Promise<RecordAnswer> {
  const hearth = useHearth()
  return useCallback(
    async (input) => hearth?.record(input) ?? { status: 'denied', purpose: 'personalization' },
    [hearth],
  )
}
