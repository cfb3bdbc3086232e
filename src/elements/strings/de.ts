import type { Language } from './strings.js'

export const de: Language = {
  unreviewed: 'Übersetzung noch nicht von Muttersprachlern geprüft.',
  banner: {
    label: 'Datenschutz-Auswahl',
    title: 'Darf diese Seite lernen, was Sie mögen – nur auf diesem Gerät?',
    purpose: 'Wenn Sie es erlauben, merkt sich dieser Browser, welche Beiträge Sie öffnen und wie lange Sie lesen, und zeigt zuerst, was Sie interessiert.',
    storage: 'Gespeichert werden die Beiträge und Zeiten, verschlüsselt, in diesem Browser: jeder Eintrag 90 Tage, Ihre Auswahl 6 Monate. Nichts davon wird an uns gesendet.',
    more: 'Was genau?',
    limit: 'Der Worker mit Ihrem Verlauf hat kein Netz: Ihr Browser erzwingt das. Skripte dieser Website können ihn fragen, was er empfiehlt.',
    change: 'Ablehnen ändert sonst nichts: Die Website funktioniert genauso. Sie können Ihre Wahl jederzeit ändern.',
    allow: 'Erlauben',
    refuse: 'Ablehnen',
    failed: 'Ihre Auswahl konnte in diesem Browser nicht gespeichert werden. Es wird nichts gespeichert.',
    granted: 'Sie haben dies erlaubt.',
    denied: 'Sie haben dies abgelehnt.',
    signal: 'Ihr Browser sendet Global Privacy Control. Das wird beachtet: Es wird nichts gespeichert.',
    close: 'Schließen',
  },
}
