/** Traces by OpenTelemetry: a span for each operation, one inside of it for each REST call, in the trace that the request belongs to. */
import {
  type Context,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracingConfig } from '../config/tracing.ts';
import type { Observer, RequestHeaders } from '../observers.ts';
import type { Bill } from '../upstream/bill.ts';

/** W3C Trace Context names its headers itself. */
const headerGetter: TextMapGetter<RequestHeaders> = { get: (headers, name) => headers.get(name) ?? undefined, keys: () => [] };

/** A name is the client's to choose, and may be as long as a document. */
const longestName = 128;

const serviceName = 'realtimekit-graphql-gateway';

export interface Tracing {
  readonly observer: Observer;
  /** Sends what was not sent yet. */
  stop: () => Promise<void>;
}

/**
 * Attributes are those of OpenTelemetry's semantic conventions for GraphQL servers and HTTP clients. Paths are templates: neither ids nor
 * the account are in a span, nor documents, variables, tokens and texts of errors.
 */
export function startTracing({ sampler, ratio }: TracingConfig): Tracing {
  const provider = new TracerProvider({
    sampler: samplerOf(sampler, ratio),
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': serviceName }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer(serviceName);
  const propagator = new W3CTraceContextPropagator();
  const spans = new WeakMap<Bill, Span>();
  const contextOf = (bill: Bill): Context => {
    const span = spans.get(bill);
    return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  };

  const observer: Observer = {
    started: ({ requestId, name, type, headers, bill }) => {
      const parent = propagator.extract(ROOT_CONTEXT, headers, headerGetter);
      const attributes = {
        'graphql.operation.type': type,
        ...(name !== undefined && { 'graphql.operation.name': name.slice(0, longestName) }),
        'request.id': requestId,
      };
      // The name is the client's to choose, so the span is not called by it.
      spans.set(bill, tracer.startSpan(type, { kind: SpanKind.SERVER, attributes }, parent));
    },
    ended: ({ hash, caller, status, codes, bill }) => {
      const span = bill && spans.get(bill);
      if (span === undefined) return;
      span.setAttribute('http.response.status_code', status);
      if (hash !== undefined) span.setAttribute('graphql.document.hash', `sha256:${hash}`);
      if (caller !== undefined) span.setAttribute('gateway.caller', caller);
      endSpan(span, codes[0]);
    },
    call: ({ operation, method, path, bill }) => {
      const attributes = { 'http.request.method': method, 'url.template': path.template, 'realtimekit.operation': operation };
      const span = tracer.startSpan(`${method} ${path.template}`, { kind: SpanKind.CLIENT, attributes }, contextOf(bill));
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter);
      return {
        headers,
        ended: ({ status, code }) => {
          if (status !== null) span.setAttribute('http.response.status_code', status);
          endSpan(span, status !== null && status >= 400 ? String(status) : code);
        },
      };
    },
  };
  return { observer, stop: () => provider.shutdown() };
}

function endSpan(span: Span, fault: string | undefined): void {
  if (fault !== undefined) {
    span.setAttribute('error.type', fault);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function samplerOf(name: TracingConfig['sampler'], ratio: number): Sampler {
  const root = name.endsWith('always_on')
    ? new AlwaysOnSampler()
    : name.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}
