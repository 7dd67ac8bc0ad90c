import type { Form } from '../auth/index.ts'
import { useAuth } from '../auth/index.ts'
import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'
import { formTexts } from './form-texts.ts'
import './two-forms.css'

const forms = Object.keys(formTexts) as readonly Form[]

/** The choice between the forms: which one this is, the way to the other, and to what the difference is. */
export function FormStrip({ go }: { readonly go: (page: Page) => void }) {
  const { form: here, otherForm } = useAuth()
  return (
    <nav className="strip" aria-label="Forms of this newsroom">
      <ul>
        {forms.map((form) => (
          <li key={form}>
            {form === here && <strong aria-current="true">{formTexts[form].name}</strong>}
            {form !== here && otherForm !== null && <a href={`${otherForm}/`}>{formTexts[form].name}</a>}
          </li>
        ))}
      </ul>
      <p>
        {formTexts[here].strip}{' '}
        <PageLink to="forms" go={go}>
          What is the difference?
        </PageLink>
      </p>
    </nav>
  )
}
