interface MapField {
  set(key: string, value: unknown): void;
}
/** The protobuf classes of tfjs-node that are used here; setters are called by name. */
export interface GraphMessage {
  getAttrMap(): MapField;
  getSignatureDefMap(): MapField;
  getInputsMap(): MapField;
  getOutputsMap(): MapField;
  serializeBinary(): Uint8Array;
}
export type GraphMessageClass = new () => GraphMessage;
export type GraphFields = Readonly<Record<`set${string}`, unknown>>;
export interface GraphProtobuf {
  readonly DataType: Readonly<Record<'DT_FLOAT' | 'DT_INT32' | 'DT_STRING' | 'DT_UINT8', number>>;
  readonly AttrValue: GraphMessageClass & { readonly ListValue: GraphMessageClass };
  readonly GraphDef: GraphMessageClass;
  readonly MetaGraphDef: GraphMessageClass & { readonly MetaInfoDef: GraphMessageClass };
  readonly NodeDef: GraphMessageClass;
  readonly SavedModel: GraphMessageClass;
  readonly SignatureDef: GraphMessageClass;
  readonly Tensor: GraphMessageClass;
  readonly TensorInfo: GraphMessageClass;
  readonly TensorShape: GraphMessageClass & { readonly Dim: GraphMessageClass };
  readonly VersionDef: GraphMessageClass;
}
