/** The part of undici that the transport needs. Its main file also loads `fetch`, caches and mocks, which the start would wait for. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export default Pool;
}
