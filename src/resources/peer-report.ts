/** What was measured of one connection of a participant to a session. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { PeerReportMetadata } from './peer-report-metadata.ts';
import { PeerReportQuality } from './peer-report-quality.ts';

export const PeerReport = builder.objectRef<WireObject>('PeerReport').implement({
  description: 'What was measured of one connection to a session: the device and the network behind it, and how well media got through.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      metadata: wire.object('metadata', PeerReportMetadata, 'The device, the network and what happened.'),
      quality: wire.object('quality', PeerReportQuality, 'How well media got through.'),
    };
  },
});
