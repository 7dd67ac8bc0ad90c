import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AuthRoom, createAuth, loadConfiguration } from './auth/index.ts'
import { App } from './shell/app.tsx'
import { Closed } from './shell/closed.tsx'

const element = document.querySelector('#root')
if (element === null) throw new Error('index.html has no #root')
const root = createRoot(element)

try {
  const form = await createAuth(await loadConfiguration((input, init) => fetch(input, init)))
  root.render(
    <StrictMode>
      <AuthRoom form={form}>
        <App now={Date.now} />
      </AuthRoom>
    </StrictMode>,
  )
} catch (error) {
  root.render(<Closed error={error} />)
}
