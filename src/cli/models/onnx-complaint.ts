/** What ONNX Runtime says when it cannot open or run a graph, put as what is wrong and what to do. */
export function onnxComplaint(error: unknown): string {
  const said = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
  const operator = /([\w.:]+)\(-?\d+\) is not a registered function\/op/.exec(said)?.[1] ?? /No Op registered for (\w+)/.exec(said)?.[1] ?? /implementation for (?:the node )?[^:]*:?\s*([A-Za-z]\w+)\(/.exec(said)?.[1]
  if (operator !== undefined) return `the operator ${operator} is not in ONNX Runtime Web: export with standard operators (opset 11 to 21), or replace it in the model`
  const beyond = /indices element out of data bounds, idx=(-?\d+) must be within the inclusive range \[-?\d+,(-?\d+)\]/.exec(said)
  if (beyond !== null) return `its tokenizer gives token ${beyond[1] ?? ''}, where the model’s words end at ${beyond[2] ?? ''}: tokenizer.json is of another model; take the one that was saved with this one`
  if (/protobuf parsing failed|No graph was found|ModelProto does not have a graph|Failed to load model|INVALID_PROTOBUF/i.test(said)) return 'model.onnx is not an ONNX model, or is cut short: export it again (torch.onnx.export, skl2onnx, tf2onnx)'
  if (/external data|External initializer|external file|Deserialize tensor/i.test(said)) return 'its weights file does not fit the graph: it is cut short, or of another export; put the one beside model.onnx that was written with it'
  if (/reshape_helper|cannot be reshaped|Shape mismatch|incompatible dimensions|broadcast/i.test(said)) return 'it fails at another batch or length than the one it was traced with: export with dynamic axes all the way through (torch.onnx.export(..., dynamo=True, dynamic_shapes=...))'
  const format = /IR version:? ?(\d+).*?(\d+)/.exec(said)
  if (format !== null) return `its ONNX format (IR version ${format[1] ?? ''}) is newer than ONNX Runtime Web knows: export it for version ${format[2] ?? ''} or below (model.ir_version = ${format[2] ?? ''} before onnx.save, or an older onnx package)`
  if (/opset/i.test(said) && /support/i.test(said)) return `its opset is newer than ONNX Runtime Web knows: export with opset 21 or below (${said.slice(0, 160)})`
  if (/memory|allocat|Array buffer/i.test(said)) return 'it does not fit into memory: quantise it to int8, or choose a smaller model'
  return `ONNX Runtime refuses it: ${said.slice(0, 240)}`
}
