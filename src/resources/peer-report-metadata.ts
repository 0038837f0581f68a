/** The part of a peer report about the device, the network and what happened. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { objectIn, textIn } from '../upstream/lenient.ts';
import { CandidatePairStats } from './peer-report-statistics.ts';

const PeerReportDevice = builder.objectRef<WireObject>('PeerReportDevice').implement({
  description: 'A microphone, camera or speaker.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      deviceId: wire.text('device_id', "The browser's own id of it. Every browser has another."),
      kind: wire.text('kind', 'What it is, for example `audioinput` or `videoinput`.'),
      label: wire.text('label', 'Its name as people read it, for example `Built-in microphone`.'),
    };
  },
});

const PeerReportDeviceUpdate = builder.objectRef<WireObject>('PeerReportDeviceUpdate').implement({
  description: 'Devices were plugged in or pulled out.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      timestamp: wire.text('timestamp', 'When it happened, as RealtimeKit wrote it down.'),
      added: wire.objects('added', PeerReportDevice, 'The devices that were plugged in.'),
      removed: wire.objects('removed', PeerReportDevice, 'The devices that were pulled out.'),
    };
  },
});

const PeerReportSelectedDeviceUpdate = builder.objectRef<WireObject>('PeerReportSelectedDeviceUpdate').implement({
  description: 'The person changed to another device.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      timestamp: wire.text('timestamp', 'When it happened, as RealtimeKit wrote it down.'),
      device: wire.object('device', PeerReportDevice, 'The device that was used from then on.'),
    };
  },
});

const PeerReportBrowser = builder.objectRef<WireObject>('PeerReportBrowser').implement({
  description: 'The browser of the person.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      name: wire.text('browser', 'Name of the browser, for example `Chrome`.'),
      version: wire.text('browser_version', 'Version of the browser.'),
      engine: wire.text('engine', 'What draws its pages, for example `Blink`.'),
      userAgent: wire.text('user_agent', 'The whole text by which it names itself to servers.'),
      webglSupport: wire.boolean(
        'webgl_support',
        'Whether it can draw with WebGL, which background effects need. Null if that is not known.',
      ),
    };
  },
});

const PeerReportDeviceInfo = builder.objectRef<WireObject>('PeerReportDeviceInfo').implement({
  description: 'The computer or phone of the person.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      cpus: wire.int('cpus', 'How many processor cores it has.'),
      isMobile: wire.boolean('is_mobile', 'Whether it is a phone or a tablet.'),
      os: wire.text('os', 'Its operating system.'),
      osVersion: wire.text('os_version', 'Version of the operating system.'),
    };
  },
});

/** One entry of a map whose keys RealtimeKit does not fix. */
interface Detail {
  readonly name: string;
  readonly value: unknown;
}

const PeerReportEventDetail = builder.objectRef<Detail>('PeerReportEventDetail').implement({
  description: 'One thing that is known about an event.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What the value is about.' }),
    value: t.string({
      nullable: true,
      description: 'What was noted. Numbers and booleans are written as text.',
      resolve: ({ name, value }) => textIn(`metadata.${name}`, value),
    }),
  }),
});

const PeerReportEvent = builder.objectRef<WireObject>('PeerReportEvent').implement({
  description: 'Something that happened while the person was connected.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      name: wire.text('name', "What happened, in RealtimeKit's own word."),
      timestamp: wire.text('timestamp', 'When it happened, as RealtimeKit wrote it down.'),
      metadata: t.field({
        type: t.listRef(PeerReportEventDetail),
        nullable: true,
        description: 'What is known about the event. It differs from event to event.',
        resolve: ({ metadata }) => Object.entries(objectIn('metadata', metadata) ?? {}).map(([name, value]) => ({ name, value })),
      }),
    };
  },
});

const PeerReportASN = builder.objectRef<WireObject>('PeerReportASN').implement({
  description: 'The network that an IP address belongs to.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      asn: wire.text('asn', 'Number of the network, for example `AS13335`.'),
      name: wire.text('name', 'Who runs it.'),
      domain: wire.text('domain', 'Internet domain of who runs it.'),
      route: wire.text('route', 'Range of addresses that this one is in, for example `1.1.1.0/24`.'),
      type: wire.text('type', 'What kind of network it is, for example `isp`.'),
    };
  },
});

const PeerReportIPInformation = builder.objectRef<WireObject>('PeerReportIPInformation').implement({
  description: 'The IP address of the person, and what it tells of where they are. Personal data.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ipv4: wire.text('ipv4', 'The address, IP version 4.'),
      city: wire.text('city', 'City that the address is thought to be in.'),
      region: wire.text('region', 'Region or state that it is thought to be in.'),
      country: wire.text('country', 'Country that it is thought to be in.'),
      timezone: wire.text('timezone', 'Time zone that it is thought to be in, for example `Europe/Lisbon`.'),
      org: wire.text('org', 'Who the address is given to.'),
      asn: wire.object('asn', PeerReportASN, 'The network that it belongs to.'),
    };
  },
});

const PeerReportNativeMetadata = builder.objectRef<WireObject>('PeerReportNativeMetadata').implement({
  description: 'What only apps on phones report.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      audioEncoder: wire.text('audio_encoder', 'What encodes the audio.'),
      videoEncoder: wire.text('video_encoder', 'What encodes the video.'),
    };
  },
});

const PeerReportConnectivityTest = builder.objectRef<WireObject>('PeerReportConnectivityTest').implement({
  description: 'What a WebRTC peer connection found out, at one moment, about its ways through the network.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      timestamp: wire.text('timestamp', 'When it happened, as RealtimeKit wrote it down.'),
      effectiveNetworkType: wire.text('effective_network_type', 'How fast the network is, as browsers class it, for example `4g`.'),
      reflexiveConnectivity: wire.boolean('reflexive_connectivity', 'Whether a direct way through the router was found with STUN.'),
      relayConnectivity: wire.boolean('relay_connectivity', 'Whether a way through a relay was found.'),
      turnConnectivity: wire.boolean('turn_connectivity', 'Whether a TURN server could be reached.'),
      sdp: wire.texts('sdp', 'The session descriptions (SDP) that were exchanged. They hold IP addresses: personal data.'),
    };
  },
});

const PeerReportCandidatePairs = builder.objectRef<WireObject>('PeerReportCandidatePairs').implement({
  description: 'The ways through the network that ICE tried, one candidate at each end.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      consumingTransport: wire.objects('consuming_transport', CandidatePairStats, 'For media received.'),
      producingTransport: wire.objects('producing_transport', CandidatePairStats, 'For media sent.'),
    };
  },
});

export const PeerReportMetadata = builder.objectRef<WireObject>('PeerReportMetadata').implement({
  description: 'The device, the software and the network behind a connection, and what happened while it lasted.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      audioDeviceUpdates: wire.objects('audio_devices_updates', PeerReportDeviceUpdate, 'Microphones that came and went, in order.'),
      videoDeviceUpdates: wire.objects('video_devices_updates', PeerReportDeviceUpdate, 'Cameras that came and went, in order.'),
      speakerDeviceUpdates: wire.objects('speaker_devices_updates', PeerReportDeviceUpdate, 'Speakers that came and went, in order.'),
      selectedDeviceUpdates: wire.objects(
        'selected_device_updates',
        PeerReportSelectedDeviceUpdate,
        'Devices that the person changed to, in order.',
      ),
      browserMetadata: wire.object('browser_metadata', PeerReportBrowser, 'The browser, if the person uses one.'),
      nativeMetadata: wire.object('native_metadata', PeerReportNativeMetadata, 'What only apps on phones report.'),
      deviceInfo: wire.object('device_info', PeerReportDeviceInfo, 'The computer or phone.'),
      ipInformation: wire.object('ip_information', PeerReportIPInformation, 'The IP address, and what it tells. Personal data.'),
      connectivityTests: wire.objects(
        'pc_metadata',
        PeerReportConnectivityTest,
        'What the WebRTC peer connections found out about their ways through the network.',
      ),
      candidatePairs: wire.object('candidate_pairs', PeerReportCandidatePairs, 'The ways through the network that were tried.'),
      events: wire.objects('events', PeerReportEvent, 'What happened, in order.'),
      roomViewType: wire.text('room_view_type', "The kind of meeting, in RealtimeKit's own word."),
      sdkName: wire.text('sdk_name', 'The SDK that the client uses.'),
      sdkType: wire.text('sdk_type', "What the SDK is made for, in RealtimeKit's own word."),
      sdkVersion: wire.text('sdk_version', 'Version of the SDK.'),
    };
  },
});
