import type { Language } from './strings.js'

export const fr: Language = {
  unreviewed: 'Traduction pas encore relue par une personne de langue maternelle.',
  banner: {
    label: 'Choix de confidentialité',
    title: 'Ce site peut-il apprendre ce que vous aimez, sur cet appareil seulement ?',
    purpose: 'Si vous l’autorisez, ce navigateur retient ce que vous voyez et ouvrez ici et le temps que vous y passez, et montre d’abord ce qui vous intéresse.',
    storage: 'Ce qui est conservé : ce que vous avez vu et ouvert, et quand, chiffré, dans ce navigateur ; chaque entrée {days} jours, votre choix 6 mois. La personnalisation n’en envoie rien.',
    more: 'Quoi exactement ?',
    limit: 'Le worker qui garde votre historique n’a pas de réseau : votre navigateur l’impose. Les scripts de ce site peuvent lui demander ce qui est conservé et ce qu’il recommande.',
    notice: 'Politique de confidentialité de ce site',
    change: 'Si vous refusez, le site fonctionne de la même façon. Vous pouvez changer d’avis à tout moment.',
    allow: 'Autoriser',
    refuse: 'Refuser',
    failed: 'Votre choix n’a pas pu être conservé dans ce navigateur. Rien n’est enregistré.',
    granted: 'Vous l’avez autorisé.',
    denied: 'Vous l’avez refusé.',
    signal: 'Votre navigateur envoie Global Privacy Control. Il est respecté : rien n’est enregistré.',
    close: 'Fermer',
  },
}
