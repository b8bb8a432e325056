export * from './model.ts'
export {
  commitOf,
  destroyKey,
  erasedAmong,
  erasedAt,
  forgetKeys,
  macOf,
  markErased,
  namesInLog,
  type Opener,
  open,
  openerOf,
  pseudonymOf,
  rewrapKeys,
  type Sealer,
  seal,
  sealerOf,
} from './service.ts'
