/** The documented bounds of inputs, checked before any call: all faults of an input in one error. */
import { GatewayError } from './errors.ts';
import { canonicalId, isSafeId } from './upstream/path.ts';
import { isUrl } from './upstream/wire.ts';

/** What is wrong with a value, as `must be …`; undefined if nothing is. Values that are not given are not checked. */
export type Rule<T> = (value: T) => string | undefined;

/** A number within bounds, both included. */
export const between =
  (least: number, most: number): Rule<number> =>
  (value) =>
    value >= least && value <= most ? undefined : `must be ${least} to ${most} (this one is ${value})`;

/** A text of at least one character. */
export const notEmpty: Rule<string> = (value) => (value === '' ? 'must not be empty' : undefined);

/** A text of a pattern, which the rule spells out. */
export const matching =
  (pattern: RegExp, rule: string): Rule<string> =>
  (value) =>
    pattern.test(value) ? undefined : `must be ${rule}`;

/** An id where REST takes no other. */
export const uuid = matching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, 'a UUID');

/** A list of so many. */
export const sized =
  (least: number, most: number): Rule<readonly unknown[]> =>
  ({ length }) =>
    length >= least && length <= most ? undefined : `must hold ${least} to ${most} (this one holds ${length})`;

/** An absolute URL that a page may show. */
export const url: Rule<string> = (value) => (isUrl(value) ? undefined : 'must be an absolute URL');

/** An id that may stand in a path. */
export const id: Rule<string> = (value) =>
  isSafeId(value) ? undefined : 'must be an id: 1 to 128 characters, none of them "/", "\\", "%" or a control character, not "." or ".."';

/** Faults that are told one by one: an input can have any number of them. */
const mostFaults = 100;

interface Fault {
  readonly field: string;
  readonly rule: string;
}

/** Collects what is wrong with the fields of one input. */
export class InputCheck {
  readonly #faults: Fault[] = [];
  #more = 0;

  /** Checks a field that may be missing. */
  field<T>(name: string, value: T | null | undefined, ...rules: readonly Rule<T>[]): this {
    if (value == null) return this;
    for (const rule of rules) {
      const fault = rule(value);
      if (fault !== undefined) this.fault(name, fault);
    }
    return this;
  }

  /** Checks a field, and tells whether it is well: what is in it need not be looked at otherwise. */
  passes<T>(name: string, value: T | null | undefined, ...rules: readonly Rule<T>[]): boolean {
    const before = this.#faults.length + this.#more;
    this.field(name, value, ...rules);
    return this.#faults.length + this.#more === before;
  }

  /** Notes a fault of a field that only looking at several can tell. */
  fault(name: string, rule: string): this {
    if (this.#faults.length < mostFaults) this.#faults.push({ field: name, rule });
    else this.#more += 1;
    return this;
  }

  /** @throws GatewayError `BAD_USER_INPUT` with the faults in its message and in `extensions.faults`, the first hundred of them */
  done(): void {
    if (this.#faults.length === 0) return;
    const told = this.#faults.map(({ field, rule }) => `${field} ${rule}`).join('; ');
    const message = this.#more === 0 ? `${told}.` : `${told}; and ${this.#more} more.`;
    throw new GatewayError('BAD_USER_INPUT', message, { faults: this.#faults });
  }
}

/** Checks ids by their names in an input, and gives them in their canonical spelling. */
export function checkedIds<Name extends string>(check: InputCheck, input: Readonly<Record<Name, string>>, ...names: readonly Name[]) {
  for (const name of names) check.field<string>(`input.${name}`, input[name], id);
  return Object.fromEntries(names.map((name) => [name, canonicalId(input[name])])) as Record<Name, string>;
}
