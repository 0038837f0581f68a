/** One object as an upstream answers it that does not keep to its own document. */
import type { Fault } from '../../src/emulator/faults.ts';
import { startStack } from './stack.ts';

/** Other fields in the object that an answer is about. */
export const having = (fields: Record<string, unknown>): Fault => ({
  change: (answer) => {
    const { data, ...rest } = answer.body as { data: Record<string, object> };
    const changed = 'livestream' in data ? { ...data, livestream: { ...data['livestream'], ...fields } } : { ...data, ...fields };
    return { ...answer, body: { ...rest, data: changed } };
  },
});

/** Asks for one object of an upstream with this fault. */
export async function ask(query: string, fault: Fault) {
  const stack = await startStack();
  stack.emulator.faults.add(fault);
  const { data, errors } = await stack.query(`{ object: ${query} }`);
  return { object: data?.['object'], errors, calls: stack.calls() };
}
