export { DEMO_PASSWORD, USERS } from './people.ts'
export { type CitySize, plantCity } from './plant.ts'
