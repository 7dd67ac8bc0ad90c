/**
 * Waits for all, also when one fails, so that nothing is still under way when what they made is undone; then throws the first
 * failure in the order given.
 */
export async function settled<T extends readonly Promise<unknown>[]>(
  ...work: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
