/** What can be downloaded of a session: chat, transcript, summary. REST: /{app_id}/sessions/{session_id}/chat and its like */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';
import { objectIn } from '../upstream/lenient.ts';
import { canonicalId, path } from '../upstream/path.ts';
import { anything, object } from '../upstream/wire.ts';
import { Session, type SessionRow } from './sessions.ts';

// Wire. Presigned URLs are secrets: these answers are never kept.
const answer = object({ data: anything });
const getChat = { id: 'GetSessionChat', answer, secret: true } as const;
const getTranscript = { id: 'GetSessionTranscript', answer, secret: true } as const;
const getSummary = { id: 'GetSessionSummary', answer, secret: true } as const;

const why = 'asked for by its session';

const keyOf = ({ parent: { appId }, id }: SessionRow) => ({ appId, sessionId: canonicalId(id) });

/** A type for one kind of download. RealtimeKit spells the fields of each in its own way. */
function downloadType(name: string, what: string, url: string, expiry: string) {
  return builder.objectRef<WireObject>(name).implement({
    description: `Where ${what} can be downloaded for a while. RealtimeKit may hand out the address before there is anything behind it: an empty file is not ready yet.`,
    fields: (t) => {
      const wire = wireFields(t);
      return {
        downloadUrl: wire.url(url, 'A secret: whoever has this address can download the file. The gateway never keeps it.'),
        expiresAt: wire.dateTime(expiry, 'When the address stops working.'),
      };
    },
  });
}

const SessionChat = downloadType('SessionChat', 'the chat of a session, as CSV,', 'chat_download_url', 'chat_download_url_expiry');
const SessionTranscript = downloadType(
  'SessionTranscript',
  'the transcript of a session',
  'transcript_download_url',
  'transcript_download_url_expiry',
);
const SessionSummary = downloadType('SessionSummary', 'the summary of a session', 'summaryDownloadUrl', 'summaryDownloadUrlExpiry');

const TranscriptFormat = restEnum('TranscriptFormat', 'The file format of a transcript.', {
  CSV: 'Comma-separated values, a line for each thing that was said.',
  JSON: 'JSON, with the speaker of each line.',
  SRT: 'SubRip subtitles.',
  VTT: 'WebVTT subtitles.',
});

builder.objectFields(Session, (t) => ({
  chat: t.field({
    type: SessionChat,
    nullable: true,
    description: 'Its chat, `null` if there is none or it is not kept any more (7 days). Costs one REST call for each session.',
    resolve: async (row, _args, { rest }) => {
      const { appId, sessionId } = keyOf(row);
      const read = await rest.read(getChat, path`/${{ appId }}/sessions/${{ sessionId }}/chat`, { why });
      return objectIn('data', read?.data);
    },
  }),
  transcript: t.field({
    type: SessionTranscript,
    nullable: true,
    description:
      'Its transcript, `null` if there is none or it is not kept any more (7 days). Costs one REST call for each session and format.',
    args: {
      format: t.arg({ type: TranscriptFormat.type, required: true, defaultValue: 'CSV', description: 'The file format.' }),
    },
    resolve: async (row, { format }, { rest }) => {
      const { appId, sessionId } = keyOf(row);
      const read = await rest.read(getTranscript, path`/${{ appId }}/sessions/${{ sessionId }}/transcript`, { why, query: { format } });
      return objectIn('data', read?.data);
    },
  }),
  summary: t.field({
    type: SessionSummary,
    nullable: true,
    description: 'Its summary, `null` if none was made or it is not kept any more (7 days). Costs one REST call for each session.',
    resolve: async (row, _args, { rest }) => {
      const { appId, sessionId } = keyOf(row);
      const read = await rest.read(getSummary, path`/${{ appId }}/sessions/${{ sessionId }}/summary`, { why });
      return objectIn('data', read?.data);
    },
  }),
}));
