import { createRoot } from 'react-dom/client'
import { StrictMode } from 'react'
import { ReactMagazine } from './react/magazine.js'
import { readStories } from './react/stories.js'

const main = document.querySelector('#main')
const collector = document.querySelector('meta[name="hearth-collector"]')?.getAttribute('content')
if (main !== null) {
  createRoot(main).render(
    <StrictMode>
      <ReactMagazine stories={readStories(document)} {...(collector ? { collector } : {})} />
    </StrictMode>,
  )
}
