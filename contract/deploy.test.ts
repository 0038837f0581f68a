/**
 * What is in deploy/ is valid, agrees with itself and with the gateway. kubernetes-models 5.1.0 has validators made from the OpenAPI document
 * of Kubernetes, dclint 3.1.0 the schema of the Compose specification; neither needs a cluster, Docker or the net.
 */
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigError, readConfig } from '../src/config.ts';
import * as deploy from './support/deploy.ts';
import { composeObjectionsTo, objectionsTo } from './support/deploy-rules.ts';

const { budget, configMap, container, deployment, networkPolicy, pod, podTemplate, secret, service, there } = deploy;
const { version } = JSON.parse(deploy.readText('package.json')) as { version: string };
const image = `realtimekit-graphql-gateway:${version}`;
const known = deploy.knownVariables();

/** Values such as users put in place of what deploy/ has. */
const real = {
  CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
  CLOUDFLARE_API_TOKEN: 'Vq3xN8-example-of-a-token_0123456789abcd',
  GATEWAY_API_KEYS: 'checkout:0123456789abcdef0123456789abcdef\ndashboard:fedcba9876543210fedcba9876543210;read-only\n',
};

function refusalOf(environment: deploy.Environment): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('deploy/kubernetes', () => {
  test.each([...deploy.manifests])('%s is what Kubernetes takes', (_file, manifest) => {
    expect(objectionsTo(manifest)).toEqual([]);
  });

  test.each([...deploy.manifests])('%s is called like the rest and leaves the namespace to the user', (_file, { metadata }) => {
    expect(metadata.name).toBe('realtimekit-graphql-gateway');
    expect(metadata).not.toHaveProperty('namespace');
    expect(metadata.labels).toMatchObject(there(service.spec?.selector));
  });

  test('is applied as a whole, but for the example of a Secret', () => {
    expect(deploy.kustomization).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: expect.toSatisfy((files: string[]) => {
        return files.toSorted().join() === deploy.manifestFiles.filter((file) => file !== 'secret.example.yaml').join();
      }) as unknown,
    });
  });

  test('selects pods by labels that they have', () => {
    const { labels } = there(podTemplate.metadata);
    const selectors = [
      service.spec?.selector,
      deployment.spec?.selector.matchLabels,
      budget.spec?.selector?.matchLabels,
      networkPolicy.spec?.podSelector?.matchLabels,
      ...(pod.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
    ];
    expect(selectors).toHaveLength(6);
    for (const selector of selectors) {
      expect(Object.keys(there(selector))).not.toEqual([]);
      expect(labels).toMatchObject(there(selector));
    }
  });

  test('names only ports that the container opens', () => {
    const ports = new Map(container.ports?.map(({ name, containerPort }) => [name, containerPort]));
    expect(Object.fromEntries(ports)).toEqual({
      http: Number(configMap.data?.['PORT']),
      metrics: Number(configMap.data?.['METRICS_PORT']),
    });
    expect(service.spec?.ports).toMatchObject([{ port: 80, targetPort: 'http' }]);
    const probed = [container.startupProbe, container.readinessProbe, container.livenessProbe].map((probe) => probe?.httpGet?.port);
    expect(probed).toEqual(['http', 'http', 'http']);
    const admitted = networkPolicy.spec?.ingress?.flatMap((rule) => rule.ports?.map(({ port }) => port));
    expect(admitted).toEqual([...ports.values()]);
    expect(podTemplate.metadata?.annotations).toMatchObject({ 'prometheus.io/port': String(ports.get('metrics')) });
  });

  test('runs the image of this version', () => {
    expect(container.image).toBe(image);
    expect([deployment.metadata, podTemplate.metadata].map((metadata) => metadata?.labels?.['app.kubernetes.io/version'])).toEqual([
      version,
      version,
    ]);
  });

  test('keeps to the restricted pod security standard, with a read-only file system and no token of the cluster', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.serviceAccountName).toBe(deploy.serviceAccount.metadata?.name);
    expect(deploy.serviceAccount.automountServiceAccountToken).toBe(false);
    expect([pod.containers.length, pod.initContainers, pod.volumes, pod.hostNetwork]).toEqual([1, undefined, undefined, undefined]);
  });

  test('says what a pod needs and what it may use', () => {
    const needed = { cpu: expect.any(String) as string, memory: expect.any(String) as string };
    expect(container.resources).toEqual({ requests: needed, limits: needed });
  });

  test('asks /ready whether to send requests and /health whether to restart', () => {
    const path = (probe: IProbe | undefined) => probe?.httpGet?.path;
    expect(path(container.readinessProbe)).toBe('/ready');
    expect(path(container.startupProbe)).toBe('/health');
    expect(path(container.livenessProbe)).toBe('/health');
  });

  test('replaces and moves pods without a gap', () => {
    expect(deployment.spec?.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(budget.spec?.minAvailable).toBe(1);
    expect(deployment.spec?.replicas).toBeGreaterThan(1);
    const { DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS } = there(configMap.data);
    const drainSeconds = (Number(DRAIN_DELAY_MS) + Number(DRAIN_TIMEOUT_MS)) / 1000;
    expect(drainSeconds).toBeGreaterThan(0);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drainSeconds);
  });

  test('lets in clients and Prometheus, and out only to DNS and, outside the cluster, to port 443', () => {
    expect(networkPolicy.spec?.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(networkPolicy.spec?.ingress?.map(({ from }) => from)).toEqual([
      [{ podSelector: { matchLabels: { 'realtimekit-graphql-gateway/client': 'true' } } }],
      [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    ]);
    const [dns, outside, ...others] = there(networkPolicy.spec?.egress);
    expect(others).toEqual([]);
    expect(dns?.to).toHaveLength(1);
    expect(dns?.ports).toEqual(['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })));
    expect(outside?.ports).toEqual([{ protocol: 'TCP', port: 443 }]);
    for (const { ipBlock } of there(outside?.to)) expect(ipBlock?.except).not.toEqual([]);
  });

  test('sets only variables that the gateway knows', () => {
    const names = [
      ...Object.keys(there(configMap.data)),
      ...there(container.env).map(({ name }) => name),
      ...Object.keys(there(secret.stringData)),
    ];
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  test('keeps what is secret out of the ConfigMap', () => {
    expect(Object.keys(there(secret.stringData))).toEqual(['CLOUDFLARE_API_TOKEN', 'GATEWAY_API_KEYS']);
    expect(Object.keys(there(configMap.data)).filter((name) => name in there(secret.stringData))).toEqual([]);
  });

  test('starts the gateway on the account once its placeholders are replaced', () => {
    const environment = { ...deploy.podEnvironment(), ...real };
    expect(refusalOf(environment)).toBe('');
    expect(environment).toMatchObject({ AUTH_MODE: 'api-key', HOST: '0.0.0.0' });
    expect(readConfig(environment)).toMatchObject({
      loopbackOnly: false,
      cloudflare: { accountId: real.CLOUDFLARE_ACCOUNT_ID, token: real.CLOUDFLARE_API_TOKEN },
    });
  });

  test.each(Object.keys(real))('does not start the gateway while %s is a placeholder', (name) => {
    const environment = deploy.podEnvironment();
    const refusal = refusalOf({ ...environment, ...real, [name]: there(environment[name]) });
    const blamed = Array.from(refusal.matchAll(/^ {2}- (\w+)/gm), ([, variable]) => variable);
    expect(new Set(blamed)).toEqual(new Set([name]));
  });
});

describe.each(['compose.yaml', 'compose.emulator.yaml'])('deploy/%s', (file) => {
  const gateway = deploy.composeService(file);

  test('is what Compose takes', () => {
    expect(composeObjectionsTo(deploy.readText(`deploy/${file}`))).toEqual([]);
  });

  test('runs the image of this version as the image says: its user and its health check', () => {
    expect(gateway.image).toBe(image);
    expect([gateway.user, gateway.healthcheck]).toEqual([undefined, undefined]);
    expect(deploy.readText('Dockerfile')).toMatch(/^USER node\n(.*\n)*HEALTHCHECK /m);
  });

  test('gives the container nothing to write to and no rights', () => {
    expect(gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(gateway).not.toHaveProperty('volumes');
  });

  test('publishes the port on this machine only', () => {
    expect(gateway.ports).toEqual(['127.0.0.1:4000:4000']);
    expect(readConfig({}).port).toBe(4000);
  });

  test('sets only variables that the gateway knows', () => {
    expect(Object.keys(gateway.environment).filter((name) => !known.has(name))).toEqual([]);
  });

  test('waits for the drain before it kills', () => {
    const { DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS } = gateway.environment;
    const drainMs = Number(DRAIN_DELAY_MS) + Number(DRAIN_TIMEOUT_MS);
    expect(drainMs).toBeGreaterThan(0);
    expect(Number(/^(\d+)s$/.exec(gateway.stop_grace_period)?.[1]) * 1000).toBeGreaterThan(drainMs);
  });
});

describe('what Compose starts', () => {
  const withAccount = deploy.composeService('compose.yaml').environment;

  test('with an account refuses to without the three variables that it takes from the shell', () => {
    const demanded = Object.entries(withAccount).filter(([name, value]) => value.startsWith(`\${${name}:?`));
    expect(demanded.map(([name]) => name).sort()).toEqual(Object.keys(real).sort());
  });

  test('with an account is a gateway that takes the environment', () => {
    const withDefaults = Object.entries(withAccount).map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]);
    const environment = { ...deploy.imageEnvironment, ...Object.fromEntries(withDefaults), ...real } as deploy.Environment;
    expect(Object.values(environment).filter((value) => value.includes('$'))).toEqual([]);
    expect(refusalOf(environment)).toBe('');
    expect(environment).toMatchObject({ AUTH_MODE: 'api-key' });
  });

  test('on the emulator is a gateway with GraphiQL and no account', () => {
    const { environment } = deploy.composeService('compose.emulator.yaml');
    expect(readConfig({ ...deploy.imageEnvironment, ...environment })).toMatchObject({
      cloudflare: undefined,
      graphiql: true,
      introspection: true,
    });
  });
});

describe('the validators', () => {
  test.each([
    [
      'deployment.yaml',
      '/spec/template/spec/containers/0/securityContext/readOnlyRootFileSystem is unknown',
      /(?<=readOnlyRoot)Files/,
      'FileS',
    ],
    ['deployment.yaml', '/spec/template/spec/seviceAccountName is unknown', 'serviceA', 'seviceA'],
    [
      'deployment.yaml',
      'data/spec/template/spec/containers/0/ports/1 must have required property containerPort',
      'containerPort: 9',
      'port: 9',
    ],
    ['deployment.yaml', 'data/spec/replicas must be integer', 'replicas: 2', "replicas: '2'"],
    ['deployment.yaml', 'data/spec must have required property selector', /\n {2}selector:\n.*\n.*/, ''],
    ['deployment.yaml', 'no model has this apiVersion and kind', 'apps/v1', 'apps/v2'],
    ['deployment.yaml', 'data/spec/template/metadata/annotations/prometheus.io~1port must be string', "'9464'", '9464'],
    ['config-map.yaml', 'data/data/PORT must be string', "'4000'", '4000'],
    ['network-policy.yaml', '/spec/egress/1/to/0/ipBlock/excepting is unknown', 'except:', 'excepting:'],
    ['network-policy.yaml', 'data/spec/policyTypes must be array', '[Ingress, Egress]', 'Ingress'],
    ['pod-disruption-budget.yaml', '/metadata/lables is unknown', 'labels:', 'lables:'],
    ['secret.example.yaml', '/stringdata is unknown', 'stringData', 'stringdata'],
    ['service.yaml', '/ports is unknown', /\n {2}ports:(\n.*)*/, '\nports: []\n'],
    ['service-account.yaml', 'data/automountServiceAccountToken must be boolean', 'false', "'false'"],
  ])('refuse %s: %s', (file, objection, from, to) => {
    const text = deploy.readText(`deploy/kubernetes/${file}`);
    const spoilt = text.replace(from, to);

    expect(spoilt).not.toBe(text);
    expect(objectionsTo(parse(spoilt) as object)).toContainEqual(expect.stringContaining(objection));
  });

  test.each([
    ['additional properties', 'read_only:', 'readonly:'],
    ['must be boolean', 'read_only: true', 'read_only: 1'],
    ['must be array', 'cap_drop: [ALL]', 'cap_drop: ALL'],
    ['no-unbound-port-interfaces', '127.0.0.1:', ''],
    ['service-image-require-explicit-tag', `:${version}`, ''],
  ])('refuse compose.yaml: %s', (objection, from, to) => {
    const text = deploy.readText('deploy/compose.yaml');
    const spoilt = text.replace(from, to);

    expect(spoilt).not.toBe(text);
    expect(composeObjectionsTo(spoilt)).toContainEqual(expect.stringContaining(objection));
  });
});
