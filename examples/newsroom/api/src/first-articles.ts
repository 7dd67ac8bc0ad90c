import type { Article } from './article.ts'

type Draft = Omit<Article, 'publishedAt' | 'author'> & { readonly minutesOld: number }

/** What a new database begins with, as if published in the days before `now` (milliseconds since the epoch). */
export const firstArticles = (now: number): readonly Article[] =>
  drafts.map(({ minutesOld, ...article }) => ({
    ...article,
    author: null,
    publishedAt: now - minutesOld * 60_000,
  }))

const hours = 60
const days = 24 * hours

/** Invented: no person, place or event in here is real. */
const drafts: readonly Draft[] = [
  {
    id: 'night-ferry',
    headline: 'The night ferry is back after eleven years',
    summary: 'Three crossings between midnight and dawn, and the first boat left with every seat taken.',
    body: 'The harbour authority of Aldermouth has put a boat on the river again for those who work late. Bakers, nurses and two musicians with a double bass were on the first crossing. The trial runs until spring; if half of the seats are taken on average, it stays.',
    topics: ['city'],
    minutesOld: 35,
  },
  {
    id: 'moss-sensor',
    headline: 'A patch of moss that measures the air',
    summary: 'Researchers taught a cheap camera to read air quality from the colour of moss on a wall.',
    body: 'Moss drinks from the air and shows what was in it. A team at the Institute of Small Instruments compared forty patches with official stations for a year and found that the green alone explains most of the difference between good and bad days. A kit for schools costs less than a bicycle tyre.',
    topics: ['science', 'climate'],
    minutesOld: 2 * hours,
  },
  {
    id: 'paper-map',
    headline: 'Phones off: a hundred people cross the city with a paper map',
    summary:
      'The orienteering club wanted to know who still gets there. Nearly everybody does, and most arrive smiling.',
    body: 'The fastest needed fifty minutes, the slowest stopped for lunch. What surprised the organisers was how many strangers were asked for the way: four per walker on average. Next month the same route will be walked without a map.',
    topics: ['sport', 'city'],
    minutesOld: 4 * hours,
  },
  {
    id: 'quiet-keyboard',
    headline: 'Open plans for a keyboard that one can repair',
    summary: 'Every part can be printed or bought in an ordinary shop, and the manual fits on one page.',
    body: 'Its makers gave themselves one rule: no screw that needs a special tool. The result is louder than what the big brands sell and weighs as much as a loaf of bread, but the first hundred users report that they mended it themselves, and that they enjoyed it.',
    topics: ['technology'],
    minutesOld: 7 * hours,
  },
  {
    id: 'rain-gardens',
    headline: 'Twelve rain gardens, and one dry cellar street',
    summary:
      'After last winter’s floods, Tanner Row dug up its parking bays. The next storm came, and the pumps stayed silent.',
    body: 'Each garden is a hollow with gravel, sedges and an overflow. Together they hold what falls on the street in an hour of heavy rain. Residents lost nine parking spaces; in a vote last week, four in five would do it again.',
    topics: ['climate', 'city'],
    minutesOld: 11 * hours,
  },
  {
    id: 'lamplighter-opera',
    headline: 'An opera sung in the dark',
    summary:
      'The Harbour Theatre switches off every light for “The Lamplighter”. The audience brings the lamps.',
    body: 'Each visitor gets a small lantern and learns when to raise it from the music alone. On the first night the house glowed too early in the second act, and nobody minded. The conductor, who sees the score by a single lamp, asked for a steadier hand from row seven.',
    topics: ['culture'],
    minutesOld: 20 * hours,
  },
  {
    id: 'slow-clock',
    headline: 'The clock that ticks once a year moves for the first time',
    summary: 'It was built to outlast its builders. Its first tick took two hundred guests by surprise.',
    body: 'The mechanism in the old water tower is driven by the difference between the warmest and the coldest day. According to plan the hand should have moved tomorrow. The workshop blames a mild autumn and promises nothing for next year.',
    topics: ['science', 'culture'],
    minutesOld: 1 * days + 3 * hours,
  },
  {
    id: 'passwordless-library',
    headline: 'The city library retires the password',
    summary: 'Readers now log in with a passkey or at the desk. The help line has become a quiet place.',
    body: 'Half of all calls to the library used to be about forgotten passwords. Since the change, staff have had time to restart the story hour. Whoever prefers paper keeps the paper card, which, the director notes, has never been phished.',
    topics: ['technology', 'city'],
    minutesOld: 1 * days + 8 * hours,
  },
  {
    id: 'rowing-draw',
    headline: 'Dead heat on the river, for the third year running',
    summary:
      'After six kilometres the two oldest clubs crossed the line together. The cup will be shared, month by month.',
    body: 'The finish camera could not tell the boats apart, and neither club asked for a second look. Both crews carried the cup to the boathouse of the other. The draw for next year’s lanes was postponed because everybody was dancing.',
    topics: ['sport'],
    minutesOld: 2 * days,
  },
  {
    id: 'heat-below',
    headline: 'A bakery warms a swimming pool',
    summary: 'Waste heat from four ovens now runs under the street and into the water of the public baths.',
    body: 'The pipe is eighty metres long and took a weekend to lay. The pool saves a third of its gas; the bakery got a new floor in return. Swimmers report a faint smell of rolls in the early morning, which the engineers say is impossible.',
    topics: ['climate', 'technology'],
    minutesOld: 2 * days + 6 * hours,
  },
  {
    id: 'borrowed-voices',
    headline: 'A museum of borrowed voices',
    summary:
      'Visitors read a page aloud and leave their voice behind. The archive holds nine thousand of them.',
    body: 'Nobody gives a name; the catalogue sorts by mood, weather and whether one can hear a smile. The exhibition closes on Sunday with a reading by whoever comes. Recordings may be taken back within a year, no reason asked.',
    topics: ['culture'],
    minutesOld: 3 * days,
  },
  {
    id: 'deep-choir',
    headline: 'Shrimp, recorded: the loudest choir in the bay',
    summary:
      'Microphones on the sea bed counted two million clicks in a night, and found a reef that was on no chart.',
    body: 'Where it crackles, something lives: biologists followed the noise and came upon a bank of oysters as large as a football field. The position stays secret for now. A recording can be heard in the foyer of the institute, ear protection recommended.',
    topics: ['science'],
    minutesOld: 3 * days + 9 * hours,
  },
  {
    id: 'bridge-league',
    headline: 'The league that is played under bridges',
    summary: 'Table tennis, concrete tables, no roof but the road. Sixty teams have signed up.',
    body: 'The rules are the usual ones, except that a ball that touches a pigeon is played again. Matches are on Thursdays, rain makes no difference. The city has promised lights for the northern bridge before the clocks change.',
    topics: ['sport', 'city'],
    minutesOld: 4 * days,
  },
]
