/** What a gateway under test says. A write waits for a `go`, in the order in which writes were said. */
export type FromGateway =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'write'; readonly place: string; readonly when: 'before' | 'after' }

export type ToGateway =
  | { readonly kind: 'begin'; readonly configFile: string }
  | { readonly kind: 'go' }
  /** Ends as `postern serve` does at a signal. */
  | { readonly kind: 'end' }
  | { readonly kind: 'clock'; readonly offsetMs: number }
