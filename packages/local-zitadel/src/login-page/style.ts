import { createHash } from 'node:crypto'

/** The look of the login page, in the page itself: nothing else is loaded. Colours keep a contrast of 4.5 to 1 in light and dark. */
export const style = `
:root { color-scheme: light dark; --ground: #f2f4f8; --sheet: #fff; --ink: #161b26; --quiet: #566074; --line: #8690a3; --accent: #2447c2; --on-accent: #fff; --wrong: #b3171f; --wrong-ground: #fdeeee }
@media (prefers-color-scheme: dark) { :root { --ground: #10131a; --sheet: #1a1f2a; --ink: #edf0f6; --quiet: #a5afc2; --line: #76819a; --accent: #9db4ff; --on-accent: #10131a; --wrong: #ff9c9c; --wrong-ground: #371b20 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 25rem; padding: 2.25rem 2rem; background: var(--sheet); border-radius: .9rem; box-shadow: 0 1px 2px #0002, 0 12px 40px #0000001a }
h1 { margin: 0; font-size: 1.55rem; line-height: 1.25; letter-spacing: -.01em }
p { margin: .4rem 0 0 }
.quiet { color: var(--quiet) }
.who { font-weight: 600; overflow-wrap: anywhere }
form { display: grid; gap: .75rem; margin-top: 1.6rem }
label { font-weight: 600; margin-bottom: -.45rem }
input { width: 100%; padding: .7rem .8rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem }
input[aria-invalid] { border-color: var(--wrong) }
input[autocomplete=one-time-code] { font-size: 1.35rem; letter-spacing: .3em; font-variant-numeric: tabular-nums }
button { width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer; overflow-wrap: anywhere }
button.other { color: var(--accent); background: transparent }
button.account { text-align: left; color: var(--ink); background: transparent; border-color: var(--line) }
button.account small { display: block; font-weight: 400; color: var(--quiet) }
button:hover { filter: brightness(1.07) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[role=alert] { margin-top: 1.25rem; padding: .7rem .9rem; color: var(--wrong); background: var(--wrong-ground); border-left: 4px solid var(--wrong); border-radius: .35rem }
footer { margin-top: 1.75rem; font-size: .85rem; color: var(--quiet) }
`

/** What the content security policy names the style by. */
export const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`
