/** Who the demo city's people are; without the city itself, which a Worker does not plant. */
export * from './people.ts'
