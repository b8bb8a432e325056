/** What a record is and how its rows become facts. Other rooms come in here. */
export * from './catalogue.ts'
export * from './channel.ts'
export { type Endpoints, readEndpoints } from './channels/endpoint.ts'
export * from './record-kind.ts'
export * from './row-reader.ts'
export * from './source.ts'
