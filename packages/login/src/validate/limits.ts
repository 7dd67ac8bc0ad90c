/** No token that ZITADEL signs comes near it, in characters. */
export const maxTokenLength = 32_768

/** As far apart as the clocks may be at all (sufficiency, rule 0). */
export const skewSeconds = 60
