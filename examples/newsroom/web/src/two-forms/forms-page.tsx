import { useAuth } from '../auth/index.ts'
import { PageHead } from '../shell/page-head.tsx'
import type { FormSide, Section } from './comparison.ts'
import { implicit, lead, sections, sides, title } from './comparison.ts'
import { InjectedScript } from './injected-script.tsx'
import './two-forms.css'

/** Both forms beside each other, and a button that shows the difference. */
export function FormsPage() {
  const { form, otherForm } = useAuth()
  const isOnServer = form === 'tokens_on_the_server'
  return (
    <div className="forms">
      <PageHead topic="Behind the scenes" title={title} lead={lead} />
      <div className="forms-sides">
        <Side side={sides.onTheServer} isHere={isOnServer} otherForm={otherForm} />
        <Side side={sides.inTheBrowser} isHere={!isOnServer} otherForm={otherForm} />
      </div>
      <InjectedScript />
      {sections.map((section) => (
        <Comparison key={section.title} section={section} />
      ))}
      <p className="forms-note">{implicit}</p>
    </div>
  )
}

interface SideProps {
  readonly side: FormSide
  readonly isHere: boolean
  readonly otherForm: string | null
}

function Side({ side: { name, pattern, verdict, summary, choose }, isHere, otherForm }: SideProps) {
  return (
    <section className={isHere ? 'side side-here' : 'side'} aria-label={name}>
      <h2>{name}</h2>
      <p className="side-where">
        {isHere && 'You are here'}
        {!isHere && otherForm !== null && <a href={`${otherForm}/two-forms`}>Look at it there</a>}
      </p>
      <p>{summary}</p>
      <blockquote>
        <p>{verdict}</p>
        <footer>{pattern}</footer>
      </blockquote>
      <h3>When to choose it</h3>
      <p>{choose}</p>
    </section>
  )
}

function Comparison({ section: { title: heading, about, rows } }: { readonly section: Section }) {
  return (
    <section className="compared">
      <h2>{heading}</h2>
      <p>{about}</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{sides.onTheServer.name}</th>
            <th scope="col">{sides.inTheBrowser.name}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ question, onTheServer, inTheBrowser }) => (
            <tr key={question}>
              <th scope="row">{question}</th>
              <td data-form={sides.onTheServer.name}>{onTheServer}</td>
              <td data-form={sides.inTheBrowser.name}>{inTheBrowser}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
