/** What a caller may do with the credential that his calls are made with. Held where every REST call begins, so no field can forget it. */
import { GatewayError } from '../errors.ts';

export interface Access {
  /** The apps that the caller may reach, their ids in canonical spelling; undefined is all. Others are to him as if they did not exist. */
  readonly apps: ReadonlySet<string> | undefined;
  /** Whether the caller may only read. */
  readonly readOnly: boolean;
}

/** Of who may do all that the credential may. */
export const fullAccess: Access = { apps: undefined, readOnly: false };

/**
 * Whether an app is none to this caller. Nobody is asked whether there is such an app, so the answer for one that is refused and for
 * one that never was are the same, and take the same time. Undefined is the account itself, which everybody sees.
 */
export function isHidden({ apps }: Access, appId: string | undefined): boolean {
  return apps !== undefined && appId !== undefined && !apps.has(appId);
}

/**
 * Lets a change pass that the caller may make. The app is undefined for what concerns the account.
 *
 * @throws GatewayError `FORBIDDEN` for who may only read, and for what concerns the account if he may reach some apps only; `NOT_FOUND`
 * for an app that is none to him
 */
export function assertMayWrite(access: Access, what: string, appId: string | undefined): void {
  if (access.readOnly) throw new GatewayError('FORBIDDEN', `${what}: you may only read.`);
  if (access.apps !== undefined && appId === undefined) {
    throw new GatewayError('FORBIDDEN', `${what}: you may reach some apps only, and this is about all.`);
  }
  if (isHidden(access, appId)) throw new GatewayError('NOT_FOUND', `${what}: there is no such object.`);
}
