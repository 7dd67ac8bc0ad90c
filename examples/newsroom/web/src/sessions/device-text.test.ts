import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceText } from './device-text.ts'

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const appleWebKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)'
const android = 'Mozilla/5.0 (Linux; Android 10; K)'

describe('a device in words', () => {
  it.each([
    [`${windows} ${webKit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Windows'],
    [`${windows} ${webKit} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 'Edge on Windows'],
    [`${windows} ${webKit} Chrome/70.0.3538.102 Safari/537.36 Edge/18.19042`, 'Edge on Windows'],
    [`${windows} ${webKit} Chrome/136.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera on Windows'],
    [`${windows} ${webKit} Chrome/136.0.0.0 Safari/537.36 Vivaldi/7.4.3684.46`, 'Vivaldi on Windows'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on Windows',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on Mac',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
    [`Mozilla/5.0 (X11; Linux x86_64) ${webKit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Linux'],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/138.0.0.0 Safari/537.36`,
      'Headless Chrome on Linux',
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/138.0.0.0 Safari/537.36`,
      'Chrome on ChromeOS',
    ],
    [`${mac} ${webKit} Chrome/138.0.0.0 Safari/537.36`, 'Chrome on Mac'],
    [`${mac} ${appleWebKit} Version/18.5 Safari/605.1.15`, 'Safari on Mac or iPad'],
    [`${mac} ${appleWebKit} CriOS/138.0.7204.53 Version/11.1.1 Safari/605.1.15`, 'Chrome on iPad'],
    [`${iPhone} ${appleWebKit} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
    [`${iPhone} ${appleWebKit} CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1`, 'Chrome on iPhone'],
    [`${iPhone} ${appleWebKit} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPhone'],
    [
      `${iPhone} ${appleWebKit} Version/18.0 EdgiOS/138.0.3351.65 Mobile/15E148 Safari/605.1.15`,
      'Edge on iPhone',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) ${appleWebKit} Version/12.1.2 Mobile/15E148 Safari/604.1`,
      'Safari on iPad',
    ],
    [`${android} ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
    [`${android} ${webKit} Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0.0.0`, 'Edge on Android'],
    [
      `${android} ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet on Android',
    ],
  ])('is told by its user agent: %s', (userAgent, text) => expect(deviceText(userAgent)).toBe(text))

  it.each([
    [null, 'Unknown device'],
    ['', 'Unknown device'],
    ['curl/8.14.1', 'Unknown device'],
    ['node', 'Unknown device'],
    [`${iPhone} ${appleWebKit} Mobile/15E148 Instagram 389.0.0.0`, 'Unknown browser on iPhone'],
    ['Mozilla/5.0 (Nintendo Switch; WebApplet) Firefox/1.0', 'Firefox on an unknown system'],
  ])('is called unknown where it does not tell: %j', (userAgent, text) =>
    expect(deviceText(userAgent)).toBe(text),
  )

  it('is made of our own words only, whatever a device calls itself', () => {
    const parts = fc.constantFrom('Firefox/', 'Edg/1', ' Linux', 'Windows NT', '(', 'Version/1 Safari/')
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string())), (said) => {
        expect(deviceText(said.join(' '))).toMatch(
          /^(?:Unknown device|(?:Edge|Firefox|Safari|Unknown browser) on (?:Linux|Windows|an unknown system))$/,
        )
      }),
    )
  })
})
