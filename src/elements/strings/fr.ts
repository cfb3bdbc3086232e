import type { Language } from './strings.js'

export const fr: Language = {
  unreviewed: 'Traduction pas encore relue par une personne de langue maternelle.',
  banner: {
    label: 'Choix de confidentialité',
    title: 'Cette page peut-elle apprendre ce que vous aimez, sur cet appareil seulement ?',
    purpose: 'Si vous l’autorisez, ce navigateur retient les articles que vous ouvrez et votre temps de lecture, et montre d’abord ce qui vous intéresse.',
    storage: 'Ce qui est conservé : les articles et les temps, chiffrés, dans ce navigateur ; chaque entrée 90 jours, votre choix 6 mois. Rien ne nous est envoyé.',
    more: 'Quoi exactement ?',
    limit: 'Le worker qui garde votre historique n’a pas de réseau : votre navigateur l’impose. Les scripts de ce site peuvent lui demander ce qu’il recommande.',
    change: 'Refuser ne change rien d’autre : le site fonctionne de la même façon. Vous pouvez changer d’avis à tout moment.',
    allow: 'Autoriser',
    refuse: 'Refuser',
    failed: 'Votre choix n’a pas pu être conservé dans ce navigateur. Rien n’est enregistré.',
    granted: 'Vous l’avez autorisé.',
    denied: 'Vous l’avez refusé.',
    signal: 'Votre navigateur envoie Global Privacy Control. Il est respecté : rien n’est enregistré.',
    close: 'Fermer',
  },
}
