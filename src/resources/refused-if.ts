/** Refusals that a status alone does not tell: RealtimeKit has no codes for reasons, so it is asked how things stand. */
import { type ExpectedRefusal, refusedBy } from '../refusals.ts';

/**
 * For `catch`: does what `refusedBy` does if a look confirms it. If the look does not, or fails, the error stays as it is: it tells
 * what became of the write.
 */
export function refusedIf(
  statuses: readonly number[],
  refusal: new () => ExpectedRefusal,
  isSo: () => Promise<boolean>,
): (error: unknown) => Promise<never> {
  return async (error) => {
    try {
      return refusedBy(statuses, refusal)(error);
    } catch (thrown) {
      const isConfirmed = thrown !== error && (await isSo().catch(() => false));
      throw isConfirmed ? thrown : error;
    }
  };
}
