import { fromHalf } from '../../serving/models/onnx/half.js';

/** Numbers of one datatype of the protocol, in the binary form: little-endian. */
export interface NumberType {
  readonly bytes: number;
  readonly isFraction: boolean;
  at(view: DataView, offset: number): number;
}

const whole = (bytes: number, at: NumberType['at']): NumberType => ({ bytes, isFraction: false, at });
const fraction = (bytes: number, at: NumberType['at']): NumberType => ({ bytes, isFraction: true, at });

/** The datatypes that pixels may have. */
export const numberTypes: Readonly<Record<string, NumberType>> = {
  UINT8: whole(1, (view, offset) => view.getUint8(offset)),
  UINT16: whole(2, (view, offset) => view.getUint16(offset, true)),
  UINT32: whole(4, (view, offset) => view.getUint32(offset, true)),
  UINT64: whole(8, (view, offset) => Number(view.getBigUint64(offset, true))),
  INT8: whole(1, (view, offset) => view.getInt8(offset)),
  INT16: whole(2, (view, offset) => view.getInt16(offset, true)),
  INT32: whole(4, (view, offset) => view.getInt32(offset, true)),
  INT64: whole(8, (view, offset) => Number(view.getBigInt64(offset, true))),
  FP16: fraction(2, (view, offset) => fromHalf(view.getUint16(offset, true))),
  FP32: fraction(4, (view, offset) => view.getFloat32(offset, true)),
  FP64: fraction(8, (view, offset) => view.getFloat64(offset, true)),
};
