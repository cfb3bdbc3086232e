// Sources of async functions that run in the demo's page. They speak to `window.hearth` and to what a visitor sees.

const READY = `const hearth = await window.hearth.ready;
  const settled = async () => {
    for (let waited = 0; waited < 60000 && !/^(ready|degraded|unavailable)$/.test(hearth.state.status); waited += 100) await new Promise((resolve) => setTimeout(resolve, 100));
    return hearth.state.status;
  };`

/** Names of the databases of this origin. */
export const databases = `async () => (await indexedDB.databases()).map((database) => database.name)`

/** Presses "Allow" in the banner, through shadow trees; answers the state it comes to. */
export const allow = `async () => {
  ${READY}
  const find = (tree) => {
    for (const element of tree.querySelectorAll('*')) {
      if (element.localName === 'button' && element.textContent.trim() === 'Allow') return element;
      const within = element.shadowRoot && find(element.shadowRoot);
      if (within) return within;
    }
    return undefined;
  };
  for (let waited = 0; waited < 20000; waited += 100) {
    const button = find(document);
    if (button) { button.click(); return settled(); }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('no button "Allow"; state ' + JSON.stringify(hearth.state));
}`

export const isolation = `async () => { ${READY} await settled(); return hearth.isolation(); }`

/** The whole order, as ids. */
export const rank = `async () => { ${READY} await settled(); const answer = await hearth.rank({ limit: 50 }); return { status: answer.status, ids: (answer.items ?? []).map((item) => item.id), answer: answer.status === 'ranked' ? undefined : answer }; }`

/** Opens a story and stays with it, as the capture would report it. */
export const readStory = (id: string): string => `async () => {
  ${READY}
  await settled();
  const click = await hearth.record({ kind: 'click', item: ${JSON.stringify(id)} });
  const dwell = await hearth.record({ kind: 'dwell', item: ${JSON.stringify(id)}, dwellMs: 40000 });
  if (click.status !== 'ok' || dwell.status !== 'ok') throw new Error(JSON.stringify([click, dwell]));
}`

/** How many events the history holds. */
export const remembered = `async () => { ${READY} await settled(); const answer = await hearth.history(); return answer.status === 'ok' ? answer.events.length : -1; }`

/** Withdraws; answers the state. */
export const withdraw = `async () => { ${READY} await settled(); await hearth.consent.decide({ personalization: 'denied' }); return hearth.state.status; }`
