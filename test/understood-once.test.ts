/** What was understood before it came to Yoga is neither parsed nor validated there again. */
import { createYoga, type Plugin } from 'graphql-yoga';
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { DocumentStore } from '../src/documents/document-store.ts';
import { useDocuments } from '../src/plugins/documents.ts';
import { useVisit, type Visited } from '../src/plugins/visit.ts';
import { schema } from '../src/schema.ts';
import { systemClock } from '../src/upstream/clock.ts';

it('a document is parsed and validated once, by the gateway, and executed as it was understood', async () => {
  const { documentLimits } = readConfig({});
  const again = () => {
    throw new Error('a second time');
  };
  const refusing: Plugin = {
    onParse: ({ setParseFn }) => {
      setParseFn(again);
    },
    onValidate: ({ setValidationFn }) => {
      setValidationFn(again);
    },
  };
  const yoga = createYoga<Visited>({
    schema,
    plugins: [
      useVisit(() => undefined, systemClock),
      refusing,
      useDocuments(new DocumentStore(schema, documentLimits, true), documentLimits),
    ],
    logging: false,
  });
  const headers = { 'content-type': 'application/json' };
  for (const query of ['{ __typename }', 'query Named($with: Boolean = true) { __typename @include(if: $with) }']) {
    const init = { method: 'POST', headers, body: JSON.stringify({ query }) };
    const response = await yoga.fetch('http://localhost/graphql', init, {} as Visited);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
});
