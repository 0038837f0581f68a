/** What the bench has to know of a system under test. */
import type { Dialect, Workload } from './workloads.ts';

export interface System {
  readonly name: string;
  readonly title: string;
  readonly dialect: Dialect;
  /** It needs what is installed in `bench/peers`. */
  readonly isPeer?: boolean;
  /** It does not understand GraphQL: it shows what Node itself can do. */
  readonly isLimit?: boolean;
  /** It takes part in growth unless others are named. */
  readonly showsGrowth?: boolean;
  readonly command: (target: Target) => Command;
}

/** What a system has to do, and with what. */
export interface Target {
  readonly workload: Workload;
  /** To listen on. */
  readonly port: number;
  /** Where the REST API is. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly token: string;
  /** The one REST call that can answer the workload, for the limits. */
  readonly restUrl: string;
  /** A right answer, for the limits. */
  readonly answer: string;
  /** For files of the system's own. */
  readonly folder: string;
}

/** How it is started. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}
