export * from './model.ts'
export { productRoutes } from './routes.ts'
export {
  catalogueStamp,
  createProduct,
  type Draft,
  type Proofs,
  type PublishedProduct,
  pauseProduct,
  publishedProduct,
  publishedProducts,
  publishProduct,
  submitProduct,
  termsOfVersion,
  termsOfVersions,
} from './service.ts'
