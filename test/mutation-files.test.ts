/** Mutation testing takes hours and is run by hand: that it knows the tests of each file it changes is held here. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testFiles } from '../mutation/test-files.ts';

it('names tests for every file of the folders that are changed, and for no other', () => {
  const files = ['loading', 'upstream', 'plugins'].flatMap((folder) =>
    readdirSync(new URL(`../src/${folder}`, import.meta.url)).flatMap((file) => (file.endsWith('.d.ts') ? [] : [`${folder}/${file}`])),
  );
  expect(Object.keys(testFiles).toSorted()).toEqual(files.toSorted());
});

it('names tests that there are', () => {
  const tests = new Set(readdirSync(import.meta.dirname));
  expect(
    Object.values(testFiles)
      .flat()
      .filter((name) => !tests.has(`${name}.test.ts`)),
  ).toEqual([]);
});
