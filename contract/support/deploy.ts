/** The files of deploy/, read, and what containers get from them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';

export type Environment = Readonly<Record<string, string>>;

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string; labels: Readonly<Record<string, string>> };
}

export interface ComposeService {
  image: string;
  environment: Environment;
  ports: readonly string[];
  cap_drop: readonly string[];
  read_only: boolean;
  security_opt: readonly string[];
  stop_grace_period: string;
  healthcheck?: unknown;
  user?: unknown;
}

export const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Refuses what parsers of Kubernetes and Compose refuse too, such as a key that is there twice. */
const readManifest = (file: string) => parse(readText(`deploy/kubernetes/${file}`)) as unknown;

export const manifestFiles = readdirSync(new URL('../../deploy/kubernetes/', import.meta.url)).filter(
  // What a user has made of secret.example.yaml is not in the repository.
  (file) => !['kustomization.yaml', 'secret.yaml'].includes(file),
);
export const manifests = new Map(manifestFiles.map((file) => [file, readManifest(file) as Manifest]));

export const kustomization = readManifest('kustomization.yaml');
export const configMap = readManifest('config-map.yaml') as IConfigMap;
export const deployment = readManifest('deployment.yaml') as IDeployment;
export const networkPolicy = readManifest('network-policy.yaml') as INetworkPolicy;
export const budget = readManifest('pod-disruption-budget.yaml') as IPodDisruptionBudget;
export const secret = readManifest('secret.example.yaml') as ISecret;
export const service = readManifest('service.yaml') as IService;
export const serviceAccount = readManifest('service-account.yaml') as IServiceAccount;

export const podTemplate = there(deployment.spec?.template);
export const pod = there(podTemplate.spec);
export const container = there(pod.containers[0]);

export function composeService(file: string): ComposeService {
  const { services } = parse(readText(`deploy/${file}`)) as { services: { gateway: ComposeService } };
  return services.gateway;
}

/** What the image sets. */
export const imageEnvironment: Environment = Object.fromEntries(
  Array.from(readText('Dockerfile').matchAll(/(?<=^ENV .*)\b(\w+)=(\S+)/gm), ([, name = '', value = '']) => [name, value] as const),
);

/** What the container of the Deployment gets, with the ConfigMap and the Secret as they are in deploy/. */
export function podEnvironment(): Environment {
  const whole = (container.envFrom ?? []).map(({ configMapRef }) => {
    if (configMapRef?.name !== configMap.metadata?.name) throw new Error('envFrom names another object than the ConfigMap.');
    return configMap.data;
  });
  const single = (container.env ?? []).map(({ name, value, valueFrom }) => {
    const reference = valueFrom?.secretKeyRef;
    if (reference !== undefined && reference.name !== secret.metadata?.name) throw new Error(`${name} is from another Secret.`);
    return [name, there(reference === undefined ? value : secret.stringData?.[reference.key])];
  });
  return Object.assign({}, imageEnvironment, ...whole, Object.fromEntries(single)) as Environment;
}

/** The names that the gateway's configuration reads. */
export function knownVariables(): ReadonlySet<string> {
  const asked = new Set<string>();
  readConfig(new Proxy({}, { get: (_target, name) => (asked.add(String(name)), undefined) }));
  return asked;
}

export function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A manifest lacks what the tests look at.');
  return value;
}
