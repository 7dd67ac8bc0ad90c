const hourMs = 3_600_000

/** How long a factor counts where the policy says nothing or "0s" (contract 3.10, fx 12): never for ever. */
export const defaultLifetimesMs = {
  password: 240 * hourMs,
  externalLogin: 240 * hourMs,
  secondFactor: 18 * hourMs,
  multiFactor: 12 * hourMs,
} as const

/** The clocks may differ by this much without a word. A factor from further in the future does not count. */
export const clockWarningMs = 5_000

/** Beyond this no time of ZITADEL's can be judged by ours. */
export const clockRefusalMs = 60_000

/** ZITADEL's own limit of an intent is the life of the provider's access token, which may be hours (contract 3.11). */
export const defaultIntentLimitSeconds = 600
