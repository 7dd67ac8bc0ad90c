const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const fixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const rfc850 =
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const asctime = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/

/**
 * Reads a date as HTTP writes it, in all three forms; milliseconds since the epoch, or nothing if it is none.
 *
 * @param now needed for the form with two digits of the year, which is never more than 50 years ahead
 * @see RFC 9110 §5.6.7
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const fixed = fixdate.exec(text)
  if (fixed) return instant(fixed[3], fixed[2], fixed[1], fixed[4], fixed[5], fixed[6])
  const unix = asctime.exec(text)
  if (unix) return instant(unix[6], unix[1], unix[2], unix[3], unix[4], unix[5])
  const old = rfc850.exec(text)
  if (!old) return undefined
  const thisYear = new Date(now).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(old[3])
  return instant(String(year > thisYear + 50 ? year - 100 : year), old[2], old[1], old[4], old[5], old[6])
}

/**
 * How far a server's clock is ahead of ours, from its `Date` field. The field has whole seconds and is written somewhere between
 * sending and receiving, so the answer is a middle and how far off it may be. Nothing if there is no readable date.
 *
 * All values in milliseconds.
 */
export function clockOffset(
  date: string | undefined,
  exchange: { readonly sentAt: number; readonly receivedAt: number },
): { readonly offsetMs: number; readonly uncertaintyMs: number } | undefined {
  const written = date === undefined ? undefined : parseHttpDate(date, exchange.receivedAt)
  if (written === undefined) return undefined
  const offsetMs = written + 500 - (exchange.sentAt + exchange.receivedAt) / 2
  return { offsetMs, uncertaintyMs: 500 + (exchange.receivedAt - exchange.sentAt) / 2 }
}

function instant(year = '', month = '', day = '', hour = '', minute = '', second = ''): number | undefined {
  const monthIndex = months.indexOf(month)
  if (monthIndex < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), monthIndex, Number(day))
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== Number(day)) return undefined
  // A leap second (60) is read as the first of the next minute.
  return date.setUTCHours(Number(hour), Number(minute), Number(second), 0)
}
