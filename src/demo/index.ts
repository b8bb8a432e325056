export { playErrands } from './errands.ts'
export { DEMO_PASSWORD, USERS } from './model.ts'
export { type CitySize, plantCity } from './plant.ts'
