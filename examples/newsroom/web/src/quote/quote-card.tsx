import { useState } from 'react'
import { useAuth } from '../auth/index.ts'
import { apiJson } from '../shell/api-json.ts'
import { Failure } from '../shell/failure.tsx'
import { formTexts } from '../two-forms/form-texts.ts'
import type { Quote } from './quote.ts'
import { parseQuote } from './quote.ts'
import './quote.css'

/** A quote at the push of a button: the smallest call to an API that wants a token. */
export function QuoteCard() {
  const { api, form } = useAuth()
  const [quote, setQuote] = useState<Quote | null>(null)
  const [isLoading, setIsLoading] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const ask = async () => {
    if (isLoading) return
    setIsLoading(true)
    setError(null)
    try {
      setQuote(await apiJson(api, '/api/quote', parseQuote))
    } catch (cause) {
      setError(cause)
    } finally {
      setIsLoading(false)
    }
  }

  return (
    <section className="quote" aria-labelledby="quote">
      <h2 id="quote" className="section-title">
        Quote of the moment
      </h2>
      <div role="status" aria-live="polite" aria-busy={isLoading}>
        {quote !== null && (
          <figure>
            <blockquote>
              <p>{quote.text}</p>
            </blockquote>
            <figcaption>{quote.attribution}</figcaption>
          </figure>
        )}
        {quote === null && error === null && <p className="quote-hint">{formTexts[form].quote}</p>}
      </div>
      {error === null ? (
        <button type="button" className="button" aria-disabled={isLoading} onClick={() => void ask()}>
          {buttonText(isLoading, quote)}
        </button>
      ) : (
        <Failure error={error} what="The quote" onRetry={() => void ask()} />
      )}
    </section>
  )
}

const buttonText = (isLoading: boolean, quote: Quote | null): string => {
  if (isLoading) return 'Asking…'
  return quote === null ? 'Give me a quote' : 'Another quote'
}
