import { inGuard } from './in-guard.ts'

/** What an adapter shows of a request. */
export const ofAdapters = [
  ...inGuard(
    'adapters/view.ts',
    ['adapters'],
    [
      [
        'the second of two headers is not seen (AT-6)',
        'found === null ? value : `${found}, ${value}`',
        'found ?? value',
      ],
    ],
  ),
  ...inGuard(
    'adapters/express.ts',
    ['adapters'],
    [['a proof is compared with a shortened address (DPOP-2)', 'request.originalUrl', 'request.url']],
  ),
]
