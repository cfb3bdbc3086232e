/** The two orders of a comparison: the one this product ranks, and the one the site gave. */
export type Team = 'personalized' | 'original'

/**
 * Interleaves two orders of the same ids in one list, team by team (team draft: Radlinski, Kurup and Joachims 2008): in
 * each round a coin says which team drafts first, and each drafts its best that is not yet there. Both teams stand
 * equally well in expectation, so more clicks on one team's items mean that its order is preferred.
 * `coin(round)` is true where the personalised order drafts first.
 */
export function teamDraft(personalized: readonly string[], original: readonly string[], coin: (round: number) => boolean): readonly { readonly id: string; readonly team: Team }[] {
  const taken = new Set<string>()
  const list: { id: string; team: Team }[] = []
  const all = new Set([...personalized, ...original])
  const draft = (team: Team): void => {
    const order = team === 'personalized' ? personalized : original
    const id = order.find((each) => !taken.has(each))
    if (id === undefined) return
    taken.add(id)
    list.push({ id, team })
  }
  for (let round = 0; list.length < all.size; round += 1) {
    const first: Team = coin(round) ? 'personalized' : 'original'
    draft(first)
    draft(first === 'personalized' ? 'original' : 'personalized')
  }
  return list
}
