/** Answers in the shapes that RealtimeKit and Cloudflare's edge document (API document, sections 2 and 5). */

/** What a handler decides to send. `body` undefined sends none. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** RealtimeKit's success. */
export function success(data: unknown, options: { status?: number; paging?: Paging } = {}): Answer {
  const { status = 200, paging } = options;
  return { status, body: { success: true, data, ...(paging && { paging }) } };
}

/** RealtimeKit's own error: the code repeats the status. */
export function realtimeKitError(status: number, message: string): Answer {
  return { status, body: { success: false, error: { code: status, message } } };
}

/** An error of Cloudflare's edge in front of RealtimeKit: authentication, routing, throttling. */
export function edgeError(status: number, code: number, message: string): Answer {
  return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

export interface Paging {
  total_count: number;
  start_offset: number;
  end_offset: number;
}

/** How the lists of this emulator page. Cloudflare documents neither the default nor the most for participants. */
export interface PagingRules {
  /** Rows on a page when none are asked for. */
  defaultPageSize: number;
  mostPerPage: number;
  /** What happens when more are asked for: fewer rows, or a 400. */
  whenMore: 'clamp' | 'refuse';
}

export const defaultPagingRules: PagingRules = { defaultPageSize: 25, mostPerPage: 100, whenMore: 'clamp' };

/** One page of rows. Offsets count from 1 and are inclusive; an empty page has 0 and 0. */
export function pageOf<T>(
  rows: readonly T[],
  query: URLSearchParams,
  rules: PagingRules,
  answer: (page: readonly T[], paging: Paging) => Answer = (data, paging) => success(data, { paging }),
): Answer {
  const pageNumber = numberOf(query, 'page_no', 1);
  const asked = numberOf(query, 'per_page', rules.defaultPageSize);
  if (pageNumber === undefined) return realtimeKitError(400, 'BAD_REQUEST: "page_no" must be a number of 0 or more');
  if (asked === undefined) return realtimeKitError(400, 'BAD_REQUEST: "per_page" must be a number of 0 or more');
  if (asked > rules.mostPerPage && rules.whenMore === 'refuse') {
    return realtimeKitError(400, `BAD_REQUEST: "per_page" must be less than or equal to ${rules.mostPerPage}`);
  }
  const size = Math.min(asked === 0 ? rules.defaultPageSize : asked, rules.mostPerPage);
  const start = (Math.max(pageNumber, 1) - 1) * size;
  const data = rows.slice(start, start + size);
  const paging = {
    total_count: rows.length,
    start_offset: data.length === 0 ? 0 : start + 1,
    end_offset: data.length === 0 ? 0 : start + data.length,
  };
  return answer(data, paging);
}

/** A query parameter; the schema allows an empty value, which counts as none. */
function numberOf(query: URLSearchParams, name: string, fallback: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
