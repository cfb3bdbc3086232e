import protobuf from 'protobufjs/minimal.js'

/** The message in each length-delimited field that leads to external data, by message and field number (onnx.proto3). */
const NESTED: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph' },
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
  tensor: { 13: 'entry' },
}

const LENGTH_DELIMITED = 2

/** Names of the files in which an ONNX graph says that its weights lie, as it writes them; none where it is no ONNX model. */
export function externalDataOf(graph: Uint8Array): readonly string[] {
  const found = new Set<string>()
  try {
    walk(protobuf.Reader.create(graph), graph.length, 'model', found)
  } catch {
    // What is no ONNX model, or is cut short, is for ONNX Runtime to refuse.
    return []
  }
  return [...found]
}

function walk(reader: protobuf.Reader, end: number, message: string, found: Set<string>): void {
  while (reader.pos < end) {
    const tag = reader.uint32()
    const inside = NESTED[message]?.[tag >>> 3]
    if (inside === undefined || (tag & 7) !== LENGTH_DELIMITED) {
      reader.skipType(tag & 7)
      continue
    }
    const length = reader.uint32()
    const stop = reader.pos + length
    if (inside === 'entry') locationIn(reader, stop, found)
    else walk(reader, stop, inside, found)
  }
}

/** An entry of `external_data`: key (1) and value (2), of which only `location` matters here. */
function locationIn(reader: protobuf.Reader, end: number, found: Set<string>): void {
  let key = ''
  let value = ''
  while (reader.pos < end) {
    const tag = reader.uint32()
    if (tag >>> 3 === 1) key = reader.string()
    else if (tag >>> 3 === 2) value = reader.string()
    else reader.skipType(tag & 7)
  }
  if (key === 'location') found.add(value)
}
