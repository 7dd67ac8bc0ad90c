import { inGuard } from './in-guard.ts'

/** Who may make the guard forget. */
export const ofEviction = [
  ...inGuard(
    'eviction/evictions.ts',
    ['eviction'],
    [
      [
        'anybody may make the guard forget',
        'signature === null || !isSameSecret(signature, evictionSignature(body, secret))',
        'false',
      ],
      ['an old message counts', 'Math.abs(now() - message.iat * 1000) > maxAgeSeconds * 1000', 'false'],
      ['a message counts twice', '!(await replays.addOnce(`eviction.${signature}`, until))', 'false'],
    ],
  ),
]
