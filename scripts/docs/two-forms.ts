import {
  implicit,
  lead,
  sections,
  sides,
  title,
} from '../../examples/newsroom/web/src/two-forms/comparison.ts'

/** `docs/two-forms.md`, from what the newsroom says of itself. */
export function twoFormsDocument(): string {
  return [
    `# ${title}`,
    '',
    lead,
    '',
    'The same stands in the newsroom at `/two-forms`, with a button that plays the injected script and shows what it gets: `npm start`, log in, and press it in both forms. RFC 10017 (BCP 212) is quoted as in its last draft.',
    '',
    ...Object.values(sides).flatMap(({ name, pattern, verdict, summary, choose }) => [
      `## ${name}`,
      '',
      summary,
      '',
      `> ${verdict}`,
      `> (${pattern})`,
      '',
      `**When to choose it.** ${choose}`,
      '',
    ]),
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      '',
      section.about,
      '',
      `| | ${sides.onTheServer.name} | ${sides.inTheBrowser.name} |`,
      '| --- | --- | --- |',
      ...section.rows.map(
        ({ question, onTheServer, inTheBrowser }) => `| **${question}** | ${onTheServer} | ${inTheBrowser} |`,
      ),
      '',
    ]),
    '## The implicit grant',
    '',
    implicit,
    '',
  ].join('\n')
}
