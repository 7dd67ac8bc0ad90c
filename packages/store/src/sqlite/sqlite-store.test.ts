import { join } from 'node:path'
import { storeContract } from '@postern/testkit'
import { aTemporaryFolder } from '../../test/temporary-folder.ts'
import { sqliteStore } from './sqlite-store.ts'

storeContract('sqlite', ({ now }) => sqliteStore({ file: join(aTemporaryFolder(), 'store.sqlite'), now }))
