/** Criteria as other rooms' requests take them: `POST /api/v1/lender/screenings/counts` asks before there is a product. */
export { criteriaSchema } from './criteria-schema.ts'
