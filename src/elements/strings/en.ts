import type { Language } from './strings.js'

/** English texts of the surfaces that the script tag carries. The privacy centre's are in `centre/en.ts`. */
export const en: Language = {
  banner: {
    label: 'Privacy choices',
    title: 'May this site learn what you like, on this device only?',
    purpose: 'If you allow it, this browser remembers what you see and open here and how long you stay, and puts more of what you care about first.',
    storage: 'What is stored: what you saw and opened, and when, encrypted, in this browser. For how long: each entry {days} days, your choice 6 months. Personalising sends none of it.',
    more: 'What exactly?',
    limit: 'The worker that holds your history has no network: your browser enforces it. Scripts of this site can ask it what is stored and what it recommends.',
    notice: 'Privacy notice of this site',
    change: 'If you refuse, the site works the same. You can change your mind at any time.',
    allow: 'Allow',
    refuse: 'Refuse',
    failed: 'Your choice could not be kept in this browser. Nothing is stored.',
    granted: 'You have allowed this.',
    denied: 'You have refused this.',
    signal: 'Your browser sends Global Privacy Control. It is honoured here: nothing is stored.',
    close: 'Close',
  },
}
