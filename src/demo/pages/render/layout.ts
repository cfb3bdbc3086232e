import { escape } from './story.js'

/** The demo's pages by address, as its masthead lists them. */
const PAGES: readonly (readonly [address: string, name: string])[] = [['/', 'Magazine'], ['/react', 'React'], ['/review', 'Privacy review'], ['/strict', 'Strict CSP'], ['/plain', 'Without Hearth']]

const TAG = '<script async src="/hearth/hearth.js" data-catalog="/catalog/" data-prior="/prior.json" data-collector="%COLLECTOR%" data-inspect></script>'

/** The first line of a page: `<page title="…" here="/review" …></page>`. */
const LINE = /^<page (.*)><\/page>\n/

/**
 * Puts a page's own part into what all pages share. The line that it begins with says: `title`; `here`, its own address;
 * `home`, where the name of the magazine leads; `skip`, what the first link skips to; `tag`, where Hearth is installed;
 * `collector`, where a script of the page itself wants to know it; `style` and `module`, files of its own.
 */
export function layout(html: string): string {
  const line = LINE.exec(html)
  if (line === null) throw new SyntaxError('a page begins with a line <page title="…" …></page>')
  const said = new Map([...(line[1] ?? '').matchAll(/([a-z]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value]))
  const text = (name: string): string => said.get(name) ?? ''
  const here = text('here')
  const link = ([address, name]: readonly [string, string], marks = ''): string => `<a href="${address}"${marks}${address === here ? ' aria-current="page"' : ''}>${name}</a>`
  const choices = said.has('tag') ? [link(['/privacy', 'Privacy choices'], ' data-hearth-choices').replace(' aria-current="page"', ''), link(['/privacy', 'Privacy centre'])] : text('module').endsWith('react.tsx') ? [link(['#privacy', 'Privacy centre'])] : []
  return `<!doctype html>
<html lang="en-GB">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">${said.has('collector') ? '\n  <meta name="hearth-collector" content="%COLLECTOR%">' : ''}
  <title>${text('title')}</title>
  <link rel="icon" href="/art/moon-ice-drill.svg" type="image/svg+xml">
  <link rel="stylesheet" href="./magazine.css">${said.has('style') ? `\n  <link rel="stylesheet" href="${text('style')}">` : ''}${said.has('tag') ? `\n  ${TAG}` : ''}${said.has('module') ? `\n  <script type="module" src="${text('module')}"></script>` : ''}
</head>
<body>
  <a class="skip" href="#main">Skip to the ${escape(text('skip'))}</a>
  <header class="masthead">
    <p class="name"><a href="${text('home')}">The Hearthside</a></p>
    <p class="motto">Invented news from warm rooms</p>
    <nav aria-label="Demo pages"><ul>${PAGES.map((page) => `<li>${link(page)}</li>`).join('')}</ul></nav>
  </header>
${html.slice(line[0].length).trimEnd()}
  <footer class="footer">
    <p>${[...choices, link(['/review', 'What this browser keeps, and what left it'])].join(' · ')}</p>
    <p class="fine">A demo. Every person, place and story here is invented; every picture is drawn by a program.</p>
  </footer>
</body>
</html>
`
}
