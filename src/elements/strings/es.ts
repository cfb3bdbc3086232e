import type { Language } from './strings.js'

export const es: Language = {
  unreviewed: 'Traducción aún no revisada por una persona nativa.',
  banner: {
    label: 'Opciones de privacidad',
    title: '¿Puede este sitio aprender lo que le gusta, solo en este dispositivo?',
    purpose: 'Si lo permite, este navegador recuerda qué ve y abre aquí y cuánto tiempo se queda, y muestra primero lo que más le interesa.',
    storage: 'Se guarda lo que vio y abrió, y cuándo, cifrado, en este navegador: cada entrada {days} días, su decisión 6 meses. Personalizar no envía nada de ello.',
    more: '¿Qué exactamente?',
    limit: 'El worker que guarda su historial no tiene red: su navegador lo impone. Los scripts de este sitio pueden preguntarle qué hay guardado y qué recomienda.',
    notice: 'Aviso de privacidad de este sitio',
    change: 'Si rechaza, el sitio funciona igual. Puede cambiar de opinión en cualquier momento.',
    allow: 'Permitir',
    refuse: 'Rechazar',
    failed: 'No se pudo guardar su decisión en este navegador. No se guarda nada.',
    granted: 'Lo ha permitido.',
    denied: 'Lo ha rechazado.',
    signal: 'Su navegador envía Global Privacy Control. Se respeta: no se guarda nada.',
    close: 'Cerrar',
  },
}
