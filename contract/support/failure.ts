/** What a call was rejected with, for expectations of several kinds about it; undefined if it was not. */
export function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
