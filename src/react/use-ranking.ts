'use client'
import { useEffect, useMemo, useState, type RefObject } from 'react'
import type { PlacedItem, RankInput, Ranking } from '../client/hearth.js'
import { watchOccasions } from '../client/slots/occasions.js'
import type { Item } from '../core/item.js'
import type { Refusal } from '../core/answer.js'
import { useHearth } from './hearth-provider.js'

export interface UseRankingInput extends RankInput {
  /** The element that shows the items: a new order then waits until it moves nothing under a reader's eyes. */
  readonly within?: RefObject<Element | null>
}

export interface UseRanking {
  /** What to show: ranked where there is a ranking, else the given items in their own order. */
  readonly items: readonly (PlacedItem & { readonly item: Item })[]
  /** The ranking itself, or why there is none; `undefined` before the first answer. */
  readonly answer: Ranking | Refusal | undefined
}

/** Ranks, and ranks again whenever the history or the state changes. Items that are equal in content need not be the same array. */
export function useRanking({ within, ...input }: UseRankingInput = {}): UseRanking {
  const hearth = useHearth()
  const [answer, setAnswer] = useState<Ranking | Refusal>()
  const asked = JSON.stringify(input)
  useEffect(() => {
    if (hearth === undefined) return
    let waiting: Ranking | Refusal | undefined
    let round = 0
    const settle = (): void => {
      const element = within?.current
      if (waiting === undefined || (element && !occasions?.of(element).allowed)) return
      setAnswer(waiting)
      waiting = undefined
    }
    const occasions = within === undefined ? undefined : watchOccasions(document, settle)
    const stop = hearth.subscribe((state) => {
      if (state.status === 'loading') return
      round += 1
      const mine = round
      void hearth.rank(parseInput(asked)).then((ranked) => {
        if (mine !== round) return
        waiting = ranked
        settle()
      })
    })
    return () => {
      round = -1
      stop()
      occasions?.stop()
    }
  }, [hearth, asked, within])
  return useMemo(() => {
    const { items = [], limit } = parseInput(asked)
    return { items: inOrder(items.slice(0, answer?.status === 'ranked' ? undefined : limit), answer).slice(0, limit), answer }
  }, [asked, answer])
}

const parseInput = (asked: string): RankInput => JSON.parse(asked)

function inOrder(items: readonly Item[], answer: Ranking | Refusal | undefined): UseRanking['items'] {
  const own = items.map((item) => ({ id: item.id, score: 0, propensity: 1, reasons: [], item }))
  if (answer?.status !== 'ranked' || answer.arm === 'original') return own
  const given = new Map(items.map((item) => [item.id, item]))
  const ranked = answer.items.flatMap((placed) => {
    const item = placed.item ?? given.get(placed.id)
    return item === undefined ? [] : [{ ...placed, item }]
  })
  return ranked.length > 0 ? ranked : own
}
