/** The house holds its shape: arrows point one way, files stay small, and what only one room may know stays in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const source = new URL('../src/', import.meta.url);

interface SourceFile {
  name: string;
  text: string;
  imports: { from: string; typeOnly: boolean }[];
}

const files: SourceFile[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|js)$/.test(name))
  .map((name) => {
    const text = readFileSync(new URL(name, source), 'utf8');
    const statements = text.matchAll(
      /^(?:import|export)\b(\s+type\b)?[^'"]*?from\s*['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
    );
    const imports = Array.from(statements, ([, type, from, bare, dynamic]) => {
      const target = from ?? bare ?? dynamic ?? '';
      return { from: target.startsWith('.') ? resolve(name, target) : target, typeOnly: type !== undefined };
    });
    return { name, text, imports };
  });

function resolve(from: string, target: string): string {
  return new URL(target, new URL(from, 'file:///')).pathname.slice(1);
}

/** What a file belongs to, from the outermost room to the innermost: an arrow may only point to a later one. */
const rooms: [string, RegExp][] = [
  ['entries', /^(node\.ts|node-version\.js|emulator\/main\.ts)$/],
  ['emulator', /^emulator\//],
  ['server', /^server\//],
  ['gateway', /^gateway\.ts$/],
  ['plugins', /^plugins\//],
  ['documents', /^documents\//],
  ['schema', /^schema\.ts$/],
  ['resources', /^resources\//],
  ['builder', /^(builder|connection|fields|input-rules|lookup|mutation|node-interface|order|refusals|rest-enum|wire-body)\.ts$/],
  ['loading', /^loading\//],
  ['context', /^context\.ts$/],
  ['callers', /^callers\//],
  ['observers', /^observers\.ts$/],
  ['config', /^config(\.ts$|\/)/],
  ['upstream', /^upstream\//],
  ['errors', /^errors\.ts$/],
];

const roomOf = (name: string) => rooms.findIndex(([, pattern]) => pattern.test(name));

const offences = (offends: (file: SourceFile, target: string, typeOnly: boolean) => boolean) =>
  files.flatMap((file) =>
    file.imports.filter(({ from, typeOnly }) => offends(file, from, typeOnly)).map(({ from }) => `${file.name} -> ${from}`),
  );

describe('the house', () => {
  it('has a room for every file, and none without imports found in it would pass unseen', () => {
    expect(files.filter(({ name }) => roomOf(name) < 0).map(({ name }) => name)).toEqual([]);
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(files.length);
  });

  it('lets arrows point inwards only', () => {
    expect(offences(({ name }, target) => roomOf(target) >= 0 && roomOf(target) < roomOf(name))).toEqual([]);
  });

  it('has no cycle of imports', () => {
    const targets = new Map(files.map(({ name, imports }) => [name, imports.map(({ from }) => from)]));
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      (targets.get(from) ?? []).some((next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))));
    expect(files.filter(({ name }) => reaches(name, name)).map(({ name }) => name)).toEqual([]);
  });

  it('lets a resource know other resources only to add to them, never the emulator', () => {
    expect(offences(({ name }, target) => name.startsWith('resources/') && target.startsWith('emulator/'))).toEqual([]);
  });

  it('shares types with the emulator, never code', () => {
    expect(offences(({ name }, target, typeOnly) => name.startsWith('emulator/') && roomOf(target) > 1 && !typeOnly)).toEqual([]);
  });

  it('imports the emulator from entries only', () => {
    expect(offences(({ name }, target) => target.startsWith('emulator/') && !name.startsWith('emulator/') && name !== 'node.ts')).toEqual(
      [],
    );
  });

  it('names undici in one file, and the types of its pool beside it', () => {
    expect(offences((_file, target) => /^undici\b/.test(target))).toEqual([
      'upstream/transport.ts -> undici',
      'upstream/transport.ts -> undici/lib/dispatcher/pool.js',
    ]);
  });

  it('keeps Node out of all that should run elsewhere one day', () => {
    const mayKnowNode = /^(node\.ts|node-version\.js|server\/|upstream\/(transport|end-of-turn)\.ts|emulator\/)/;
    expect(offences(({ name }, target) => target.startsWith('node:') && !mayKnowNode.test(name))).toEqual([]);
    const globals = /\b(process|Buffer|__dirname|setImmediate)\b(?=[.(])/;
    expect(files.filter(({ name, text }) => !mayKnowNode.test(name) && globals.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('has no file over 300 lines, and a median under 100', () => {
    const lengths = files.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
  });

  it('has no index.ts, no utils and no any', () => {
    expect(files.filter(({ name }) => /(^|\/)(index|utils?|helpers?)\./.test(name)).map(({ name }) => name)).toEqual([]);
    expect(files.filter(({ text }) => /:\s*any\b|\bas any\b|<any>/.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
