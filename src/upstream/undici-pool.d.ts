/** The part of undici that the transport needs. Its main file also loads `fetch`, caches and mocks, which the start would wait for. */
declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici';
  /** It is the main file that gives it `request` and the like. */
  const pool: new (...options: ConstructorParameters<typeof Pool>) => Pick<Pool, 'dispatch' | 'destroy'>;
  export default pool;
}
