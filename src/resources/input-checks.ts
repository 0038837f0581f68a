/** Checks of whole inputs, and bounds that have no upper end. */
import type { InputCheck, Rule } from '../input-rules.ts';

/** A number of at least this much. */
export const atLeast =
  (least: number): Rule<number> =>
  (value) =>
    value >= least ? undefined : `must be ${least} or more (this one is ${value})`;

/** Notes every null in a value, whatever lies around it, but for those that RealtimeKit takes; `nullable` has their paths. */
export function refuseNulls(check: InputCheck, at: string, value: unknown, nullable: readonly string[] = []): void {
  if (value === null) {
    if (!nullable.includes(at)) check.fault(at, 'must not be null');
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      refuseNulls(check, `${at}[${index}]`, item, nullable);
    });
  } else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) refuseNulls(check, `${at}.${name}`, inner, nullable);
  }
}

const isMissing = (value: unknown) => value === undefined;

/** Notes that a change changes nothing: no field of it is given. */
export function refuseNoChange(check: InputCheck, fields: object, isNothing: (value: unknown) => boolean = isMissing): void {
  if (Object.values(fields).every(isNothing)) check.fault('input', 'must change something');
}

/** Whether a value holds nothing at any level, for what is changed level by level. */
export function isHollow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value === undefined;
  return Object.values(value).every(isHollow);
}
