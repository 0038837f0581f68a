/** Concerns of a call that need no waiting: each lets it through or refuses it, and hears what it ended with. */
import { asError } from '../errors.ts';
import type { CallLayer, UpstreamRequest, UpstreamResponse } from './layer.ts';

/** What a call ended with: its answer, or why there is no complete one; a `Refusal` if a guard further in let nothing be sent. */
export type CallEnd = UpstreamResponse | Error;

/** Hears what a call ended with, once. */
export type Leave = (end: CallEnd) => void;

/** @throws Refusal for a call that must not be sent */
export type Guard = (request: UpstreamRequest) => Leave;

/** A call passes all guards, the first one outermost, and is told to those that let it through, the last one first. */
export function guarded(guards: readonly Guard[]): CallLayer {
  return (next) => async (request) => {
    // One function for all of them: as layers of their own, their promises took longer than what they do.
    const leaves: Leave[] = [];
    const leave = (end: CallEnd) => {
      for (let tell = leaves.pop(); tell !== undefined; tell = leaves.pop()) tell(end);
    };
    try {
      for (const guard of guards) leaves.push(guard(request));
      const response = await next(request);
      leave(response);
      return response;
    } catch (error) {
      leave(asError(error));
      throw error;
    }
  };
}
