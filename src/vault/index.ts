export * from './model.ts'
export {
  commitOf,
  destroyKey,
  erasedAt,
  forgetKeys,
  macOf,
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
