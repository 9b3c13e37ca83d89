/** The numbers of `AttributeProto.AttributeType` that are written here. */
export const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

/** The numbers of `TensorProto.DataType`, by ONNX Runtime's names. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
} as const;
