export type { Fault, Faults } from './faults/faults.ts'
export type {
  ApplicationKey,
  LocalZitadel,
  LocalZitadelOptions,
  Seeded,
  SeededApplication,
  SeededUser,
  ServiceAccountKey,
} from './local-zitadel.ts'
export { defaultSeed, emptySeed } from './seed/default-seeds.ts'
export { parseSeed, type Seed, SeedError } from './seed/seed.ts'
export { seedJsonSchema } from './seed/seed-json-schema.ts'
export { writeCredentialFiles } from './seed/write-credential-files.ts'
export { UnsafeStart } from './server/safety.ts'
export { startLocalZitadel } from './start-local-zitadel.ts'
export { DataFolderError } from './state/data-files.ts'
export type { Inspection } from './state/inspect.ts'
