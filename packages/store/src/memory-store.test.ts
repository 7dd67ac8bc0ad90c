import { storeContract } from '@postern/testkit'
import { memoryStore } from './memory-store.ts'

storeContract('memory', memoryStore)
