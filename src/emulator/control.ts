/** The emulator's own routes, outside the REST API, by which a test in any language reads its ledger and sets its faults. */
import { type Answer, type PagingRules, realtimeKitError, success } from './answer.ts';
import { allCustomIds, type CustomIds } from './custom-ids.ts';
import type { Emulator } from './emulator.ts';
import type { Fault, LatencyDistribution } from './faults.ts';
import { allNothingRunning, type NothingRunning } from './nothing-running.ts';
import { type QuotaRules, quotaStyles } from './quota.ts';
import { allShapes, type Shapes } from './shapes.ts';

export const controlRoot = '/__emulator';

type Rule = (value: unknown) => boolean;
type Rules = Readonly<Record<string, Rule>>;

const isText: Rule = (value) => typeof value === 'string';
const isCount: Rule = (value) => Number.isInteger(value) && (value as number) >= 0;
const isPositive: Rule = (value) => isCount(value) && value !== 0;
const isHeaders: Rule = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([name, text]) => /^[\w-]+$/.test(name) && isText(text) && /^[\x20-\x7e]*$/.test(text as string));
const isDistribution: Rule = (value) => {
  if (typeof value !== 'object' || value === null || Object.keys(value).sort().join() !== 'p50,p99') return false;
  const { p50, p99 } = value as LatencyDistribution;
  return isPositive(p50) && isPositive(p99) && p50 <= p99;
};
const isOneOf =
  (...choices: string[]): Rule =>
  (value) =>
    choices.includes(value as string);

const faultRules: Rules = {
  operation: isText,
  path: isText,
  times: isPositive,
  share: (value) => typeof value === 'number' && value > 0 && value <= 1,
  latencyMs: (value) => isCount(value) || isDistribution(value),
  status: (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
  headers: isHeaders,
  body: () => true,
  connection: isOneOf('refuse', 'cut', 'truncate', 'hang', 'drip'),
  effect: (value) => typeof value === 'boolean',
};
const pagingRules: Rules = { defaultPageSize: isPositive, mostPerPage: isPositive, whenMore: isOneOf('clamp', 'refuse') };
const shapesRules: Rules = { shapes: isOneOf(...allShapes) };
const customIdsRules: Rules = { customIds: isOneOf(...allCustomIds) };
const nothingRunningRules: Rules = { nothingRunning: (value) => allNothingRunning.some((status) => status === value) };
const quotaRules: Rules = { limit: isCount, windowSeconds: isPositive, style: isOneOf(...quotaStyles) };

/**
 * Answers a control request:
 * `GET` or `DELETE /calls`, `GET`, `PUT` (a list) or `DELETE /faults`, `PUT /paging`, `PUT /shapes`, `PUT /custom-ids`,
 * `PUT /nothing-running`, `PUT /quota`, `POST /reset`.
 */
export function control(emulator: Emulator, method: string, path: string, body: unknown): Answer {
  switch (`${method} ${path.slice(controlRoot.length)}`) {
    case 'GET /calls':
      return success(emulator.calls);
    case 'DELETE /calls':
      emulator.calls.length = 0;
      return success([]);
    case 'GET /faults':
      return success(emulator.faults.list());
    case 'PUT /faults': {
      const fault = Array.isArray(body) ? faultOf(body, faultRules) : 'body must be a list of faults';
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.faults.clear();
      emulator.faults.add(...(body as Fault[]));
      return success(emulator.faults.list());
    }
    case 'DELETE /faults':
      emulator.faults.clear();
      return success([]);
    case 'PUT /paging': {
      const fault = faultOf([body], pagingRules);
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.paging = { ...emulator.paging, ...(body as Partial<PagingRules>) };
      return success(emulator.paging);
    }
    case 'PUT /shapes': {
      const fault = faultOf([body], shapesRules);
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.shapes = (body as { shapes?: Shapes }).shapes ?? emulator.shapes;
      return success({ shapes: emulator.shapes });
    }
    case 'PUT /custom-ids': {
      const fault = faultOf([body], customIdsRules);
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.customIds = (body as { customIds?: CustomIds }).customIds ?? emulator.customIds;
      return success({ customIds: emulator.customIds });
    }
    case 'PUT /nothing-running': {
      const fault = faultOf([body], nothingRunningRules);
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.nothingRunning = (body as { nothingRunning?: NothingRunning }).nothingRunning ?? emulator.nothingRunning;
      return success({ nothingRunning: emulator.nothingRunning });
    }
    case 'PUT /quota': {
      const fault = faultOf([body], quotaRules);
      if (fault !== undefined) return realtimeKitError(400, fault);
      emulator.quota.rules = { ...emulator.quota.rules, ...(body as Partial<QuotaRules>) };
      emulator.quota.reset();
      return success(emulator.quota.rules);
    }
    case 'POST /reset':
      emulator.reset();
      return success(null);
    default:
      return realtimeKitError(404, `No control route ${method} ${path}`);
  }
}

/** The first field that breaks a rule, in words. */
function faultOf(items: readonly unknown[], rules: Rules): string | undefined {
  for (const item of items) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'each item must be an object';
    for (const [name, value] of Object.entries(item)) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (rule === undefined) return `"${name}" is not known; known are ${Object.keys(rules).join(', ')}`;
      if (!rule(value)) return `"${name}" has a value that it cannot have`;
    }
  }
  return undefined;
}
