import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCatalogLines } from '../catalog/catalog-lines.js'
import { itemText } from '../item.js'
import { countLanguages, foreignOn, guessLanguage, isForeignToShipped } from './language.js'

describe('the language of a text', () => {
  it.each([
    ['en', 'How the harbour was won: what the strike is about'],
    ['de', 'Wie der Streik den Hafen geleert hat und warum die Kräne nicht stehen'],
    ['fr', 'La grève qui a vidé le port, et pourquoi les grues ne sont pas les seules'],
    ['es', 'La huelga que vació el puerto y por qué las grúas no son las únicas'],
    ['it', 'Lo sciopero che ha svuotato il porto e perché non sono solo le gru'],
    ['pt', 'A greve que esvaziou o porto e por que os guindastes não são os únicos'],
    ['nl', 'Hoe de staking de haven leegde en waarom het niet om de kranen gaat'],
    ['Cyrillic', 'Забастовка опустошила порт'],
    ['Kana', '港を空にしたストライキ'],
    ['Han', '罢工使港口空无一人'],
    ['Arabic', 'الإضراب الذي أفرغ الميناء'],
  ])('%s is told', (language, text) => {
    expect(guessLanguage(text)).toBe(language)
  })

  it.each([
    ['Tamil', 'பழைய நகரத்தில் தோட்டச் செய்திகள்'],
    ['Amharic', 'የአትክልት ዜና በአሮጌው ከተማ'],
    ['Georgian', 'ძველი ქალაქის ბაღის ამბები'],
    ['Bengali', 'পুরাতন শহরের বাগানের খবর'],
    ['Czech', 'Stávka vyprázdnila přístav a kvůli jeřábům to není'],
    ['Hungarian', 'A sztrájk kiürítette a kikötőt, és nem csak a daruk miatt'],
    ['Vietnamese', 'Cuộc đình công đã làm trống bến cảng'],
    ['Romanian', 'Greva care a golit portul și de ce nu rămân macaralele în picioare, așa că'],
  ])('%s is at least seen not to be English', (_, text) => {
    expect(isForeignToShipped(text)).toBe(true)
  })

  it('is not guessed from a name, a number or a loan word', () => {
    for (const text of ['', '2024', 'Café Müller', 'Toy Story (1995)', 'Der Spiegel', 'La La Land', 'Beyoncé, Zoë Kravitz, Renée Zellweger: the photos', 'Dvořák, Janáček, Smetana', 'Võ Nguyên Giáp', '𝐁𝐨𝐥𝐝 𝐬𝐚𝐥𝐞', 'AC/DC']) expect(isForeignToShipped(text), text).toBe(false)
  })

  it('is English where English words are few and others’ small words are among them', () => {
    for (const text of ['In Photos: Tensions in Syria', 'Man killed in officer-involved shooting in St. Louis', 'Is corn a fruit, a vegetable, or a grain?', 'I’m a woman dating a man and no one knows', 'A car hit a man as police say']) expect(isForeignToShipped(text), text).toBe(false)
  })

  it('is told of a short title by the site that it stands on', () => {
    const german = ['Wie der Streik den Hafen geleert hat', 'Brot backen für Anfänger und für alle anderen', 'Die Stadt und ihre Gärten', 'Mondlandung', 'Neue Schule eröffnet']
    expect(german.map(foreignOn(german))).toEqual([true, true, true, true, true])
    const english = ['How the strike emptied the harbour', 'Bread for those who have never baked', 'Moon landing', 'What the city does with its gardens', 'Die Stadt und ihre Gärten']
    expect(english.map(foreignOn(english))).toEqual([false, false, false, false, true])
    const shop = [...Array.from({ length: 96 }, (_, n) => `Nike Air Max 90 white ${String(n)}`), 'Los Angeles Las Vegas shirt', 'Von der Leyen mug', 'El Paso y Los Angeles', 'Las Palmas, Los Cristianos']
    expect(shop.slice(0, 96).map(foreignOn(shop))).not.toContain(true)
    expect(['Moon landing', 'Mondlandung'].map(foreignOn(['Moon landing', 'Mondlandung']))).toEqual([false, false])
  })

  it('takes no story of an English magazine for another language', () => {
    const { items } = readCatalogLines(readFileSync(new URL('../../demo/magazine/items.jsonl', import.meta.url), 'utf8'))
    const counts = countLanguages(items.map(itemText))
    expect(Object.keys(counts)).toEqual(['en'])
    expect(counts.en).toBeGreaterThan(items.length * 0.95)
  })
})
