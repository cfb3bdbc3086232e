import type * as Ort from 'onnxruntime-web'

/** The module of ONNX Runtime Web to run on: `onnxruntime-web/wasm`, or `/jspi` for WebGPU. Must be a bundle with its glue inside. */
export type OrtModule = typeof Ort

export interface EncoderFiles {
  /** ONNX Runtime's wasm binary; ignored after the first encoder of a realm. */
  readonly runtime: ArrayBuffer
  readonly graph: ArrayBuffer
  /** External data of the graph, with the name that the graph gives it. */
  readonly weights?: { readonly name: string; readonly bytes: ArrayBuffer }
}

/** A sentence encoder in ONNX Runtime, one thread. */
export interface OnnxEncoder {
  /** Token ids, all of one length, to unit vectors, row-major. Throws what ONNX Runtime throws. */
  run(batch: readonly (readonly number[])[]): Promise<Float32Array>
  release(): Promise<void>
}

/**
 * Starts ONNX Runtime from bytes (it fetches nothing) and opens the graph. Throws what ONNX Runtime throws;
 * after a failed start the realm is of no more use: end the worker and take a new one.
 */
export async function openOnnxEncoder(ort: OrtModule, backend: 'wasm' | 'webgpu', files: EncoderFiles): Promise<OnnxEncoder> {
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmBinary = files.runtime
  ort.env.logLevel = 'error'
  const session = await ort.InferenceSession.create(new Uint8Array(files.graph), {
    executionProviders: [backend],
    ...(files.weights && { externalData: [{ path: files.weights.name, data: new Uint8Array(files.weights.bytes) }] }),
  })
  const output = session.outputNames[0] ?? 'embedding'
  return {
    async run(batch) {
      const shape = [batch.length, batch[0]?.length ?? 0]
      const ids = Int32Array.from(batch.flat())
      const results = await session.run({
        input_ids: new ort.Tensor('int32', ids, shape),
        attention_mask: new ort.Tensor('int32', new Int32Array(ids.length).fill(1), shape),
      })
      const tensor = results[output]
      const data = await tensor?.getData(true)
      if (!(data instanceof Float32Array)) throw new TypeError(`output ${output} is not float32`)
      const vectors = data.slice()
      tensor?.dispose()
      return vectors
    },
    release: () => session.release(),
  }
}
