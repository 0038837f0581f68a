/** Whether operations are traced, by OpenTelemetry's own variables. Those that say where spans go and how, its exporter reads itself. */
import type { Variables } from './variables.ts';

export interface TracingConfig {
  /** `parentbased_…` follows the caller's decision where there is one. */
  sampler: (typeof samplers)[number];
  /** Of the samplers by ratio: the share of traces that are kept, 0 to 1. */
  ratio: number;
}

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Undefined unless there is an endpoint: who does not ask for traces loads nothing of it. */
export function readTracing({ text, oneOf, refuse }: Variables): TracingConfig | undefined {
  const endpoints = [text('OTEL_EXPORTER_OTLP_ENDPOINT'), text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')];
  const isOff = text('OTEL_SDK_DISABLED') === 'true' || oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp') === 'none';
  const sampler = oneOf('OTEL_TRACES_SAMPLER', samplers, 'parentbased_always_on');
  const ratio = Number(text('OTEL_TRACES_SAMPLER_ARG') ?? '1');
  if (!(ratio >= 0 && ratio <= 1)) refuse('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.');
  return isOff || endpoints.every((endpoint) => endpoint === undefined) ? undefined : { sampler, ratio };
}
