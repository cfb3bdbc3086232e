import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, scratch } from '../../src/build/paths.js'
import { requirePeer } from './peers.js'

interface Named {
  readonly name: string
}
interface Initializer extends Named {
  readonly dims: readonly (number | { toNumber(): number })[]
  readonly dataType: number
  readonly rawData: Uint8Array
  readonly externalData: readonly { readonly key: string; readonly value: string }[]
}
interface Proto {
  readonly onnx: { readonly ModelProto: { decode(bytes: Uint8Array): { readonly graph: { readonly initializer: readonly Initializer[] } }; encode(model: object): { finish(): Uint8Array } } }
}

const [FLOAT, INT8, INT64] = [1, 3, 7] as const
const [LAYERS, HEADS, WIDTH] = [6, 12, 384] as const

/**
 * The model that transformers.js would fetch from a hub, made from the shipped weights: the usual dynamically quantised
 * export (one scale a matrix, one dynamic scale an activation, one vector a token), with the files it wants beside it.
 *
 * @returns the folder that holds `minilm/`
 */
export function makePeerModel(modules: string): string {
  const { onnx } = requirePeer(modules, 'onnx-proto') as Proto
  const shipped = join(root, 'public/models/minilm')
  const weights = readFileSync(join(shipped, 'minilm.weights'))
  const source = new Map(onnx.ModelProto.decode(readFileSync(join(shipped, 'minilm-fp.onnx'))).graph.initializer.map((one) => [one.name, one]))
  const initializer: object[] = []
  const node: object[] = []

  const values = (name: string): Float32Array => {
    const one = source.get(name)
    if (one === undefined) throw new Error(`the shipped graph has no ${name}`)
    const outside = Object.fromEntries(one.externalData.map(({ key, value }) => [key, value]))
    const raw = outside['offset'] === undefined ? one.rawData : weights.subarray(Number(outside['offset']), Number(outside['offset']) + Number(outside['length']))
    return one.dataType === FLOAT ? new Float32Array(new Uint8Array(raw).buffer) : Float32Array.from(new Int8Array(new Uint8Array(raw).buffer))
  }
  const put = (name: string, dims: readonly number[], dataType: number, data: ArrayBufferView): string => {
    initializer.push({ name, dims, dataType, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) })
    return name
  }
  const floats = (name: string, data: Float32Array, dims: readonly number[] = [data.length]): string => put(name, dims, FLOAT, data)
  const number = (name: string, value: number): string => put(name, [], FLOAT, Float32Array.of(value))
  const shape = (name: string, data: readonly number[]): string => put(name, [data.length], INT64, BigInt64Array.from(data, BigInt))
  const add = (opType: string, input: readonly string[], output: string | readonly string[], attribute: readonly object[] = []): string => {
    const outputs = typeof output === 'string' ? [output] : output
    node.push({ opType, name: `${opType}:${outputs[0] ?? ''}`, input, output: outputs, attribute })
    return outputs[0] ?? ''
  }
  const integer = (name: string, i: number): object => ({ name, type: 2, i })
  const integers = (name: string, ints: readonly number[]): object => ({ name, type: 7, ints })

  /** One scale for the whole matrix, as the usual tool does. */
  const bytes = (name: string, data: Float32Array, dims: readonly number[]): void => {
    const largest = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    put(`${name}_q`, dims, INT8, Int8Array.from(data, (x) => Math.round((127 * x) / largest)))
    number(`${name}_s`, largest / 127)
    put(`${name}_z`, [], INT8, Int8Array.of(0))
  }
  const table = (name: string, ids: string): string => {
    add('Gather', [`${name}_q`, ids], `${name}_g`)
    return add('DequantizeLinear', [`${name}_g`, `${name}_s`, `${name}_z`], `${name}_e`)
  }
  const rowScaled = (name: string, dims: readonly [number, number]): Float32Array => {
    const [codes, scales] = [values(`${name}_q`), values(`${name}_s`)]
    return codes.map((code, i) => code * (scales[Math.floor(i / dims[1])] ?? 0))
  }
  const round = (x: string): void => {
    add('DynamicQuantizeLinear', [x], [`${x}_dq`, `${x}_ds`, `${x}_dz`])
  }
  /** x @ weight + bias, x rounded already; `site` holds the shipped weights' input widths where they have any. */
  const linear = (x: string, name: string, dims: readonly [number, number], bias: Float32Array, site?: string): string => {
    const [codes, scales, widths] = [values(`${name}_q`), values(`${name}_s`), site === undefined ? undefined : values(`${site}_ir`)]
    bytes(`${name}_w`, codes.map((code, i) => code * (scales[i % dims[1]] ?? 0) * (widths?.[Math.floor(i / dims[1])] ?? 1)), dims)
    add('MatMulInteger', [`${x}_dq`, `${name}_w_q`, `${x}_dz`, `${name}_w_z`], `${name}_i`)
    add('Cast', [`${name}_i`], `${name}_c`, [integer('to', FLOAT)])
    add('Mul', [`${x}_ds`, `${name}_w_s`], `${name}_m`)
    add('Mul', [`${name}_c`, `${name}_m`], `${name}_p`)
    return add('Add', [`${name}_p`, floats(`${name}_b`, bias)], `${name}_o`)
  }
  const norm = (x: string, gain: string, offset: string, out: string): string =>
    add('LayerNormalization', [x, floats(`${out}_gain`, values(gain)), floats(`${out}_offset`, values(offset))], out, [integer('axis', -1), { name: 'epsilon', type: 1, f: 1e-12 }])

  bytes('word', rowScaled('word', [30_522, WIDTH]), [30_522, WIDTH])
  const positions = rowScaled('pos', [512, WIDTH])
  bytes('position', positions, [512, WIDTH])
  // The shipped positions hold the vector of type 0 already; the hub's graph has a table of its own, so this one adds nothing.
  bytes('type', new Float32Array(2 * WIDTH).fill(1e-9), [2, WIDTH])
  put('all_positions', [1, 512], INT64, BigInt64Array.from({ length: 512 }, (_, i) => BigInt(i)))
  add('Shape', ['input_ids'], 'shape')
  add('Slice', ['shape', shape('one_at', [1]), shape('two_at', [2])], 'length')
  add('Slice', ['all_positions', shape('zero_at', [0]), 'length', 'one_at'], 'positions')
  add('Add', [table('word', 'input_ids'), table('type', 'token_type_ids')], 'word_and_type')
  add('Add', ['word_and_type', table('position', 'positions')], 'summed')
  let x = norm('summed', 'x0_g', 'x0_be', 'x0')
  add('Unsqueeze', ['attention_mask', shape('middle', [1, 2])], 'mask4')
  add('Cast', ['mask4'], 'mask4_f', [integer('to', FLOAT)])
  add('Sub', [number('one', 1), 'mask4_f'], 'masked_out')
  add('Mul', ['masked_out', number('least', -10_000)], 'mask')
  shape('heads', [0, 0, HEADS, WIDTH / HEADS])
  shape('joined', [0, 0, WIDTH])
  number('head_root', Math.sqrt(WIDTH / HEADS))
  number('root_two', Math.SQRT2)
  number('half', 0.5)

  for (let l = 0; l < LAYERS; l++) {
    const biases = values(`l${l}qkv_b`)
    round(x)
    const heads = (part: 'q' | 'k' | 'v', at: number, perm: readonly number[]): string => {
      linear(x, `l${l}${part}`, [WIDTH, WIDTH], biases.slice(at * WIDTH, (at + 1) * WIDTH), `l${l}x`)
      add('Reshape', [`l${l}${part}_o`, 'heads'], `l${l}${part}_r`)
      return add('Transpose', [`l${l}${part}_r`], `l${l}${part}_t`, [integers('perm', perm)])
    }
    add('MatMul', [heads('q', 0, [0, 2, 1, 3]), heads('k', 1, [0, 2, 3, 1])], `l${l}_likeness`)
    add('Div', [`l${l}_likeness`, 'head_root'], `l${l}_scaled`)
    add('Add', [`l${l}_scaled`, 'mask'], `l${l}_masked`)
    add('Softmax', [`l${l}_masked`], `l${l}_shares`, [integer('axis', -1)])
    add('MatMul', [`l${l}_shares`, heads('v', 2, [0, 2, 1, 3])], `l${l}_heard`)
    add('Transpose', [`l${l}_heard`], `l${l}_heard_t`, [integers('perm', [0, 2, 1, 3])])
    round(add('Reshape', [`l${l}_heard_t`, 'joined'], `l${l}_context`))
    add('Add', [linear(`l${l}_context`, `l${l}o`, [WIDTH, WIDTH], values(`l${l}h_bi`)), x], `l${l}_added`)
    const middle = norm(`l${l}_added`, `l${l}h_g`, `l${l}h_be`, `l${l}_middle`)
    round(middle)
    const inner = linear(middle, `l${l}f`, [WIDTH, 4 * WIDTH], values(`l${l}f_b`), `l${l}h`)
    add('Div', [inner, 'root_two'], `l${l}_root`)
    add('Erf', [`l${l}_root`], `l${l}_erf`)
    add('Add', [`l${l}_erf`, 'one'], `l${l}_erf1`)
    add('Mul', [inner, `l${l}_erf1`], `l${l}_gelu2`)
    round(add('Mul', [`l${l}_gelu2`, 'half'], `l${l}_gelu`))
    add('Add', [linear(`l${l}_gelu`, `l${l}d`, [4 * WIDTH, WIDTH], values(`x${l + 1}_bi`)), middle], `l${l}_out`)
    x = norm(`l${l}_out`, `x${l + 1}_g`, `x${l + 1}_be`, l === LAYERS - 1 ? 'last_hidden_state' : `x${l + 1}`)
  }

  const tensor = (name: string, elemType: number, dims: readonly (string | number)[]): object => ({ name, type: { tensorType: { elemType, shape: { dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: dim })) } } } })
  const graph = { name: 'minilm', node, initializer, input: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => tensor(name, INT64, ['batch', 'sequence'])), output: [tensor('last_hidden_state', FLOAT, ['batch', 'sequence', WIDTH])] }
  const model = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], producerName: 'hearth bench', graph }).finish()

  const folder = join(scratch, 'bench-model')
  mkdirSync(join(folder, 'minilm/onnx'), { recursive: true })
  writeFileSync(join(folder, 'minilm/onnx/model_quantized.onnx'), model)
  writeFileSync(join(folder, 'minilm/tokenizer.json'), readFileSync(join(shipped, 'tokenizer.json')))
  writeFileSync(join(folder, 'minilm/tokenizer_config.json'), JSON.stringify({ tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: 256, pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' }))
  writeFileSync(join(folder, 'minilm/config.json'), JSON.stringify({ model_type: 'bert', architectures: ['BertModel'], hidden_size: WIDTH, num_attention_heads: HEADS, num_hidden_layers: LAYERS, max_position_embeddings: 512, vocab_size: 30_522 }))
  return folder
}
