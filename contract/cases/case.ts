/** A good request to an operation: the ids of its path, its query and body, and the status to expect (200 if not said). */
export interface Case {
  ids: Record<string, string>;
  query?: string;
  body?: unknown;
  status?: number;
  /** Whether the document's example of the answer is not as the document's schema of it says. */
  isContradicted?: boolean;
}
