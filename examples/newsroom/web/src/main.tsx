import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { AuthRoom, createAuth } from './auth/index.ts'
import { App } from './shell/app.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <AuthRoom auth={createAuth()}>
      <App now={Date.now} />
    </AuthRoom>
  </StrictMode>,
)
