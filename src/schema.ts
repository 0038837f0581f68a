/** Every resource, imported for what it adds to the builder, and the schema they make together. */
import { builder } from './builder.ts';
import './resources/participants.ts';
import './resources/rate-limit.ts';

export const schema = builder.toSchema();
