/** What the privacy centre says, in English. Every text can be overridden by the site; `{…}` are filled in. */
export const centreEn = {
  title: 'Privacy centre',
  lead: 'What this site keeps about you is on this device. Here you see it, change it, take it along and destroy it.',
  limit: 'The worker that holds your history has no network: your browser enforces it. What the worker tells the page, other scripts of this site can read.',
  loading: 'Looking …',

  choices: 'Your choices',
  pending: 'You have not chosen yet. Nothing is stored.',
  granted: 'You allow this site to learn what you like on this device.',
  denied: 'You have refused. Nothing is stored but that refusal.',
  paused: 'Paused: nothing is recorded and nothing is ranked. What was stored stays, and still goes when its time has come.',
  expires: 'You will be asked again after {date}.',
  allow: 'Allow',
  refuse: 'Refuse',
  withdraw: 'Withdraw and erase',
  pause: 'Pause',
  resume: 'Resume',
  signal: 'Your browser sends Global Privacy Control. It is honoured: nothing is stored, and you are not asked.',
  override: 'Allow on this site all the same',
  overridden: 'Your browser sends Global Privacy Control. You have overridden it for this site, here; withdraw to have it honoured again.',
  aggregates: 'A separate choice: answering published questions',
  aggregatesText: 'At most once in four weeks this browser may answer one published question. The answer is randomised before it leaves, so that what arrives would have been about as likely from other answers. What was sent cannot be called back.',
  aggregatesLabel: 'This browser may answer published questions',

  stored: 'What is stored',
  storedText: 'Everything you did that was recorded, newest first.',
  search: 'Search what is stored',
  none: 'Nothing is stored.',
  noMatch: 'Nothing stored matches “{query}”.',
  count: '{shown} of {total}',
  more: 'Show more',
  forget: 'Forget',
  forgetItem: 'Forget the whole story',
  retention: 'Keep records for',
  days: '{days} days',
  kinds: { view: 'Seen', click: 'Opened', dwell: 'Read', like: 'Liked', hide: 'Hidden', purchase: 'Bought' },

  reasons: 'What is recommended, and why',
  reasonsText: 'What comes first for you now. The bars show how much each reason weighs.',
  noReasons: 'Nothing is recommended yet.',
  hide: 'Hide',

  topics: 'What is believed about you',
  topicsText: 'Concluded from what you read. Correct it: more of a topic, or none of it.',
  noTopics: 'Nothing is believed about you.',
  strength: 'Strength of {topic}',
  boost: 'More',
  mute: 'None of it',
  forgetTopic: 'Forget this topic',

  hidden: 'Hidden',
  noHidden: 'You have hidden nothing.',
  undo: 'Undo',

  sent: 'What was sent',
  sentNothing: 'Nothing of yours was ever sent from this browser.',
  sentText: '{count} randomised answers were sent from this browser, and all in all they cost ε {epsilon}. In plain words: what someone suspected about you with 50 %, they can now hold with {odds} at the most.',
  sentYear: 'The most that twelve months may add up to is ε {epsilon}; then it would be {odds}.',

  spend: 'In twelve months, answers may cost',
  spendNothing: 'nothing: answer no question',
  spendAtMost: 'ε {epsilon} at the most ({odds})',

  receipts: 'Receipts',
  receiptsText: 'Proof of what you allowed, for you to keep. They are part of the export.',
  noReceipts: 'None: you have allowed nothing, and a refusal makes no receipt.',

  take: 'Take it along, or destroy it',
  export: 'Export as JSON',
  import: 'Import from another device',
  imported: '{count} records taken in.',
  forgetAll: 'Forget everything',
  confirm: 'Really forget everything',
  cancel: 'Keep it',
  erased: 'Forgotten. A second look found nothing of your history.',
  blocked: 'Another tab still holds the database. What is in it can no longer be read; it goes when that tab does.',
  looked: 'Looked for databases, caches and storage keys. Found: {found}.',
  foundNothing: 'nothing',
  stays: 'What stays, and why',
  failed: 'That did not work: {why}',
  done: 'Done.',
}

export type CentreStrings = typeof centreEn

/** A text with its `{names}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole))
}
