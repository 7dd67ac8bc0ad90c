import { useEffect, useReducer } from 'react'

/** Shows the component anew every minute, so that "2 minutes ago" stays true while the page is open. */
export function useMinutes(): void {
  const [, tick] = useReducer((minutes: number) => minutes + 1, 0)

  useEffect(() => {
    const timer = setInterval(tick, 60_000)
    return () => clearInterval(timer)
  }, [])
}
