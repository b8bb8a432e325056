export * from './model.ts'
export { productRoutes } from './routes.ts'
export { createProduct, publishedProduct, publishedProducts, publishProduct, submitProduct, termsOfVersion } from './service.ts'
