/** What inputs say of a meeting: their fields, the bounds of these, and how REST takes them. */
import type { InputShapeFromFields } from '@pothos/core';
import { builder, type SchemaTypes } from '../builder.ts';
import { between, type InputCheck } from '../input-rules.ts';
import { wireBody } from '../wire-body.ts';
import { refuseNulls } from './input-checks.ts';
import { SummaryTextFormat, SummaryType, TranscriptionLanguage } from './meeting-configs.ts';
import { checkRecordingConfig, RecordingConfigInput, recordingConfigSpellings } from './recording-config-input.ts';

const TranscriptionConfigInput = builder.inputType('TranscriptionConfigInput', {
  description: 'How speech is to be turned into text.',
  fields: (t) => ({
    language: t.field({ type: TranscriptionLanguage.type, description: 'The language spoken. `EN_US` if it is not given.' }),
    keywords: t.stringList({ description: 'Names and terms to listen for, so that they are spelt right.' }),
    profanityFilter: t.boolean({ description: 'Whether offensive words are left out. They are not if this is not given.' }),
  }),
});

const SummarizationConfigInput = builder.inputType('SummarizationConfigInput', {
  description: 'How summaries are to be written.',
  fields: (t) => ({
    summaryType: t.field({ type: SummaryType.type, description: 'The kind of talk. `GENERAL` if it is not given.' }),
    textFormat: t.field({ type: SummaryTextFormat.type, description: 'Plain or with markup. `MARKDOWN` if it is not given.' }),
    wordLimit: t.int({ description: 'How many words it may have, 150 to 1,000. 500 if it is not given.' }),
  }),
});

const AIConfigInput = builder.inputType('AIConfigInput', {
  description: 'How transcripts and summaries of the sessions of a meeting are to be made.',
  fields: (t) => ({
    transcription: t.field({ type: TranscriptionConfigInput, description: 'How speech is to be turned into text.' }),
    summarization: t.field({ type: SummarizationConfigInput, description: 'How summaries are to be written.' }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>;

/** The fields of a meeting; `ifNotGiven` makes a sentence of what a field is if it is not given, or says nothing. */
function meetingFields(t: InputFields, ifNotGiven: (what: string) => string, aboutConfigs: string) {
  return {
    recordOnStart: t.boolean({ description: `Whether a recording starts with each session.${ifNotGiven('None does')}` }),
    livestreamOnStart: t.boolean({ description: `Whether a livestream starts with each session.${ifNotGiven('None does')}` }),
    persistChat: t.boolean({ description: `Whether the chat is kept after a session.${ifNotGiven('It is not')}` }),
    summarizeOnEnd: t.boolean({ description: `Whether a summary is made when a session ends.${ifNotGiven('None is')}` }),
    transcribeOnEnd: t.boolean({ description: `Whether a transcript is made when a session ends.${ifNotGiven('None is')}` }),
    sessionKeepAliveSeconds: t.int({
      description: `How long a session stays open after the last one has left, in seconds: 60 to 600.${ifNotGiven('60')}`,
    }),
    recordingConfig: t.field({ type: RecordingConfigInput, description: `How its sessions are to be recorded.${aboutConfigs}` }),
    aiConfig: t.field({ type: AIConfigInput, description: `How transcripts and summaries are to be made.${aboutConfigs}` }),
  };
}

/** The fields of a meeting that is made or set anew. */
export const wholeMeetingFields = (t: InputFields) => ({
  title: t.string({ description: 'What the meeting is called. Null means that it has no title.' }),
  ...meetingFields(t, (what) => ` ${what} if this is not given.`, ''),
});

/** The fields of a meeting that is changed. */
export const partialMeetingFields = (t: InputFields) => ({
  title: t.string({ description: 'What the meeting is called. It cannot be taken away, only replaced (`replaceMeeting`).' }),
  ...meetingFields(t, () => '', ' Give all of it: whether the rest of it stays is not documented.'),
});

type MeetingFields = InputShapeFromFields<ReturnType<typeof wholeMeetingFields>>;

const nullableStorage = 'input.recordingConfig.storageConfig';

/** Where REST takes a null in each kind of write (API document, 4.12). */
export const nullable = {
  whole: ['input.title', 'input.recordOnStart', 'input.livestreamOnStart', nullableStorage],
  partial: [nullableStorage],
} as const;

/** Checks the fields of a meeting. */
export function checkMeeting(check: InputCheck, fields: MeetingFields, mayBeNull: readonly string[]): void {
  check
    .field('input.sessionKeepAliveSeconds', fields.sessionKeepAliveSeconds, between(60, 600))
    .field('input.aiConfig.summarization.wordLimit', fields.aiConfig?.summarization?.wordLimit, between(150, 1000));
  checkRecordingConfig(check, 'input.recordingConfig', fields.recordingConfig);
  refuseNulls(check, 'input', fields, mayBeNull);
}

const spellings = {
  ...recordingConfigSpellings,
  livestreamOnStart: 'live_stream_on_start',
  sessionKeepAliveSeconds: 'session_keep_alive_time_in_secs',
};

/** The fields of a meeting as REST takes them. */
export function meetingBody(fields: MeetingFields): Record<string, unknown> {
  return wireBody(fields, spellings);
}
