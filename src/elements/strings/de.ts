import type { Language } from './strings.js'

export const de: Language = {
  unreviewed: 'Übersetzung noch nicht von Muttersprachlern geprüft.',
  banner: {
    label: 'Datenschutz-Auswahl',
    title: 'Darf diese Website lernen, was Sie mögen – nur auf diesem Gerät?',
    purpose: 'Wenn Sie es erlauben, merkt sich dieser Browser, was Sie hier sehen und öffnen und wie lange Sie bleiben, und zeigt zuerst, was Sie interessiert.',
    storage: 'Gespeichert wird, was Sie wann gesehen und geöffnet haben, verschlüsselt, in diesem Browser: jeder Eintrag {days} Tage, Ihre Auswahl 6 Monate. Das Personalisieren sendet nichts davon.',
    more: 'Was genau?',
    limit: 'Der Worker mit Ihrem Verlauf hat kein Netz: Ihr Browser erzwingt das. Skripte dieser Website können ihn fragen, was gespeichert ist und was er empfiehlt.',
    notice: 'Datenschutzerklärung dieser Website',
    change: 'Wenn Sie ablehnen, funktioniert die Website genauso. Sie können Ihre Wahl jederzeit ändern.',
    allow: 'Erlauben',
    refuse: 'Ablehnen',
    failed: 'Ihre Auswahl konnte in diesem Browser nicht gespeichert werden. Es wird nichts gespeichert.',
    granted: 'Sie haben dies erlaubt.',
    denied: 'Sie haben dies abgelehnt.',
    signal: 'Ihr Browser sendet Global Privacy Control. Das wird beachtet: Es wird nichts gespeichert.',
    close: 'Schließen',
  },
}
