/** Who a subject is and what its codes say: identifiers, regions, industries, size. Other rooms come in here. */
export * from './credit-code.ts'
export * from './household-number.ts'
export * from './industry.ts'
export * from './region.ts'
export * from './resolution.ts'
export * from './size-class.ts'
export * from './subject.ts'
export * from './synthetic.ts'
