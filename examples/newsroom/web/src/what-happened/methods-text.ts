const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    password: 'password',
    passkey: 'passkey',
    idp: 'your organization',
    totp: 'app code',
    u2f: 'security key',
    otp_sms: 'code by SMS',
    otp_email: 'code by e-mail',
    recovery_code: 'recovery code',
  }),
)

/** What was proven, as a list in words. */
export const methodsText = (methods: readonly string[]): string =>
  methods.length === 0
    ? 'nothing recorded'
    : new Intl.ListFormat('en-GB').format(
        methods.map((method) => names.get(method) ?? method.replaceAll('_', ' ')),
      )
