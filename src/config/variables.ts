/** Reads environment variables, and collects what is wrong with them instead of stopping at the first. */

/** The environment as the configuration reads it. An empty variable counts as unset. */
export interface Variables {
  text: (name: string) => string | undefined;
  integer: (name: string, fallback: number, least: number, most: number) => number;
  flag: (name: string, fallback: boolean) => boolean;
  oneOf: <T extends string>(name: string, choices: readonly T[], fallback: T) => T;
  /** Notes a fault, as a sentence that names the variable and holds no secret. */
  refuse: (fault: string) => void;
}

/** Reads from an environment; faults are added to the list. */
export function variablesOf(env: Readonly<Record<string, string | undefined>>, faults: string[]): Variables {
  const text = (name: string) => (env[name] === '' ? undefined : env[name]);

  const oneOf = <T extends string>(name: string, choices: readonly T[], fallback: T) => {
    const value = text(name);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) faults.push(`${name} must be one of ${choices.join(', ')} (got "${value}").`);
    return choice ?? fallback;
  };

  return {
    text,
    oneOf,
    integer: (name, fallback, least, most) => {
      const value = text(name);
      if (value === undefined) return fallback;
      const number = Number(value);
      if (/^\d+$/.test(value) && number >= least && number <= most) return number;
      faults.push(`${name} must be a whole number from ${least} to ${most} (got "${value}").`);
      return fallback;
    },
    flag: (name, fallback) => oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true',
    refuse: (fault) => {
      faults.push(fault);
    },
  };
}

/** Whether an address or host name can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What is wrong with the address of a service, in words that go on "… must be"; undefined if it will do. The value may hold credentials. */
export function faultOfAddress(address: string, reason: string): string | undefined {
  if (!URL.canParse(address)) return 'an absolute URL';
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return 'a URL without credentials, query or fragment';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  return `https, or http to a loopback address: ${reason}`;
}
