import type { Plugin } from 'vite'

/**
 * ONNX Runtime's bundle names its wasm by `new URL("….wasm", import.meta.url)`, which Vite would copy or inline. Hearth
 * hands the wasm in as bytes and ships it once, in `assets/ort/`, so the URL is marked as not Vite's business.
 */
export const leaveOrtUrls = (): Plugin => ({
  name: 'hearth:leave-ort-urls',
  enforce: 'pre',
  transform: {
    filter: { id: /onnxruntime-web\/dist\/.*\.m?js$/ },
    handler: (code) => ({ code: code.replaceAll('new URL("ort-', 'new URL(/* @vite-ignore */"ort-'), map: null }),
  },
})
