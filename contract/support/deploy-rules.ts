/** What Kubernetes and Compose object to in the files of deploy/. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

const models = [ConfigMap, Deployment, NetworkPolicy, PodDisruptionBudget, Secret, Service, ServiceAccount];

/** What is wrong with a manifest by the OpenAPI document of Kubernetes, unknown fields included: the API server drops them with a warning. */
export function objectionsTo(manifest: object): string[] {
  const model = models.find((candidate) => candidate.is(manifest));
  if (model === undefined) return ['no model has this apiVersion and kind'];

  const unread = new Set<string>();
  try {
    // The models' constructors copy what they get, so their validator is called on what notes its reads.
    model.prototype.validate.bind(noted(manifest, '', unread))();
  } catch (error) {
    if (error instanceof Error && 'errors' in error) return [error.message];
    throw error;
  }
  return Array.from(unread, (path) => `${path} is unknown`);
}

/** A view of a value that takes the path of every field that is read out of `unread`: the validators let unknown fields pass, unread. */
function noted(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, noted(field, `${path}/${name}`, unread)] as const);
  for (const name of Object.keys(value)) unread.add(`${path}/${name}`);
  return new Proxy<object>(Array.isArray(value) ? fields.map(([, field]) => field) : Object.fromEntries(fields), {
    get: (target, name, receiver): unknown => {
      unread.delete(`${path}/${String(name)}`);
      return Reflect.get(target, name, receiver);
    },
  });
}

/** What is used of dclint; the types that it ships do not resolve in an ES module. */
const Linter = DCLinter as new (config: { rules: object; quiet: boolean; debug: boolean; exclude: string[] }) => {
  lintFiles: (paths: string[], recursive: boolean) => readonly { messages: readonly { rule: string; message: string }[] }[];
};

/** What is wrong with a Compose file: by the schema of the Compose specification, and by the rules of dclint, all at their defaults. */
export function composeObjectionsTo(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  try {
    const file = join(folder, 'compose.yaml');
    writeFileSync(file, text);
    const linter = new Linter({ rules: {}, quiet: true, debug: false, exclude: [] });
    const results = linter.lintFiles([file], false);
    if (results.length !== 1) throw new Error(`dclint has read ${results.length} files, not one.`);
    return results.flatMap(({ messages }) => messages.map(({ rule, message }) => `${rule}: ${message}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
