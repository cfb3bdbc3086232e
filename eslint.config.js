// The import directions and the forbidden powers of DESIGN.md, as lint.
// One table: which rooms a room may import from, and which globals it may not name.
import tseslint from 'typescript-eslint'

const ROOMS = ['core', 'adapters', 'protocol', 'storage', 'client', 'elements', 'script', 'react', 'demo', 'collector', 'cli', 'build']

/** room → rooms it may import */
const MAY_IMPORT = {
  core: [],
  protocol: ['core'],
  storage: ['protocol'],
  adapters: ['core', 'protocol', 'storage'],
  client: ['core', 'protocol', 'storage'],
  elements: ['core', 'protocol', 'client'],
  script: ['core', 'protocol', 'client', 'elements'],
  react: ['core', 'protocol', 'client', 'elements'],
  demo: ['core', 'protocol', 'client', 'elements', 'script', 'react', 'collector', 'cli', 'build'],
  collector: ['core'],
  cli: ['core', 'adapters', 'protocol', 'storage', 'client', 'collector'],
  build: ['core', 'cli', 'demo'],
}

const NETWORK = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'importScripts', 'RTCPeerConnection', 'FontFace']
const STORAGE = ['indexedDB', 'localStorage', 'sessionStorage', 'caches', 'cookieStore']

const globals = (names, why) => names.map((name) => ({ name, message: why }))
const randomness = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Math.random is banned: take the RandomSource port.',
}
const wallClock = {
  selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
  message: 'Date.now is banned here: take the Clock port.',
}
const scriptElement = {
  selector: "CallExpression[callee.property.name='createElement'][arguments.0.value='script']",
  message: 'Only client/load-script.ts loads a script, by its hash.',
}
const beacon = { selector: "MemberExpression[property.name='sendBeacon']", message: 'Only the courier sends, by fetch.' }

const room = (name) => ({
  files: [`src/${name}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: ROOMS.filter((other) => other !== name && !MAY_IMPORT[name].includes(other)).map((other) => ({
          group: [`../**/${other}/*`, `../${other}/*`, `../../${other}/*`],
          message: `${name} may not import ${other}.`,
        })),
      },
    ],
  },
})

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'node_modules/', 'public/', '.ci/'] },
  ...tseslint.configs.strict,
  {
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', randomness, beacon],
      'no-console': 'error',
    },
  },
  ...ROOMS.map(room),
  {
    files: ['src/core/**/*.ts', 'src/protocol/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...globals([...NETWORK, ...STORAGE, 'crypto', 'performance', 'navigator', 'document', 'window', 'self'], 'The core is pure: no network, no storage, no DOM.')],
      'no-restricted-syntax': ['error', randomness, beacon, wallClock],
    },
  },
  {
    files: ['src/adapters/**/*.ts', 'workers/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...globals(NETWORK, 'The workers have no network.')] },
  },
  {
    files: ['src/{client,elements,script,react}/**/*.{ts,tsx}', 'src/demo/pages/**/*.{ts,tsx}'],
    rules: { 'no-restricted-globals': ['error', ...globals(NETWORK, 'Only client/assets.ts gets and client/courier.ts posts.'), ...globals(STORAGE, 'Only client/decision-store.ts and client/erasure.ts touch storage.')] },
  },
  {
    files: ['src/{client,elements,script,react}/**/*.{ts,tsx}'],
    ignores: ['src/client/load-script.ts'],
    rules: { 'no-restricted-syntax': ['error', randomness, beacon, scriptElement] },
  },
  // Where a site's author looks for what they have misspelt.
  { files: ['src/script/engine-file.ts'], rules: { 'no-console': ['error', { allow: ['warn'] }] } },
  { files: ['src/client/assets.ts', 'src/client/courier.ts'], rules: { 'no-restricted-globals': ['error', ...globals(STORAGE, 'No storage here.')] } },
  { files: ['src/client/asset-cache.ts'], rules: { 'no-restricted-globals': ['error', ...globals([...NETWORK, ...STORAGE.filter((name) => name !== 'caches')], 'Only the cache here.')] } },
  { files: ['src/client/decision-store.ts', 'src/client/erasure.ts'], rules: { 'no-restricted-globals': ['error', ...globals(NETWORK, 'No network here.')] } },
  { files: ['src/{cli,build,collector,models}/**/*.ts', 'src/demo/server/**/*.ts', 'src/demo/serve.ts', 'e2e/**/*.ts'], rules: { 'no-restricted-globals': 'off', 'no-console': 'off' } },
  { files: ['**/*.test.ts', '**/*.test.tsx'], rules: { 'no-restricted-globals': 'off', 'no-restricted-syntax': 'off' } },
)
