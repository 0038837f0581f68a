import type { Answer } from '../../src/emulator/answer.ts';

/** For a fault's `change`: the true answer about one object, but with these fields (undefined leaves one out). */
export function withData(fields: Record<string, unknown>): (answer: Answer) => Answer {
  return (answer) => {
    const body = answer.body as { data: Record<string, unknown> };
    return { ...answer, body: { ...body, data: { ...body.data, ...fields } } };
  };
}
