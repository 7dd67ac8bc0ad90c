import { type DescExtension, getOption } from '@bufbuild/protobuf'

const known = new WeakMap<object, Map<DescExtension, unknown>>()

/** An option of a descriptor, as `getOption`: that one decodes it at every call, and descriptors never change. */
export const optionOf: typeof getOption = (element, option) => {
  const options = known.get(element) ?? new Map<DescExtension, unknown>()
  known.set(element, options)
  if (!options.has(option)) options.set(option, getOption(element, option))
  // Written above by `getOption` under this very extension: TypeScript has no map whose values follow their keys.
  return options.get(option) as never
}
