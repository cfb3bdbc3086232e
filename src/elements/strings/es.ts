import type { Language } from './strings.js'

export const es: Language = {
  unreviewed: 'Traducción aún no revisada por una persona nativa.',
  banner: {
    label: 'Opciones de privacidad',
    title: '¿Puede esta página aprender lo que le gusta, solo en este dispositivo?',
    purpose: 'Si lo permite, este navegador recuerda qué artículos abre y cuánto tiempo los lee, y muestra primero lo que más le interesa.',
    storage: 'Se guardan los artículos y los tiempos, cifrados, en este navegador: cada entrada 90 días, su decisión 6 meses. Nada de ello se nos envía.',
    more: '¿Qué exactamente?',
    limit: 'El worker que guarda su historial no tiene red: su navegador lo impone. Los scripts de este sitio pueden preguntarle qué recomienda.',
    change: 'Rechazar no cambia nada más: el sitio funciona igual. Puede cambiar de opinión en cualquier momento.',
    allow: 'Permitir',
    refuse: 'Rechazar',
    failed: 'No se pudo guardar su decisión en este navegador. No se guarda nada.',
    granted: 'Lo ha permitido.',
    denied: 'Lo ha rechazado.',
    signal: 'Su navegador envía Global Privacy Control. Se respeta: no se guarda nada.',
    close: 'Cerrar',
  },
}
