import { useAuth } from '../auth/index.ts'
import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'
import { formTexts } from './form-texts.ts'
import './two-forms.css'

/** Which form this is, the way to the other, and to what the difference is. */
export function FormStrip({ go }: { readonly go: (page: Page) => void }) {
  const { form, otherForm } = useAuth()
  const other = form === 'tokens_on_the_server' ? 'tokens_in_the_browser' : 'tokens_on_the_server'
  return (
    <aside className="strip" aria-label="Which form this is">
      <p>
        <strong>{formTexts[form].name}.</strong> {formTexts[form].strip}
      </p>
      <ul>
        {otherForm !== null && (
          <li>
            <a href={`${otherForm}/`}>The other form: {formTexts[other].name.toLowerCase()}</a>
          </li>
        )}
        <li>
          <PageLink to="forms" go={go}>
            What is the difference?
          </PageLink>
        </li>
      </ul>
    </aside>
  )
}
