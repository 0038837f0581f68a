/** What the fields of inputs about participants mean, said in one way. */
export const participantInputWords = {
  app: "RealtimeKit's id of the app.",
  meeting: "RealtimeKit's id of the meeting.",
  participant: "RealtimeKit's id of the participant.",
  customParticipantId: 'Your own id for this person: opaque, not an e-mail address or another personal datum.',
  presetName: 'Name of the preset that sets what they may do.',
  name: 'The name shown to others. Who has none was seen to fail at joining.',
  picture: 'Address of a picture of them.',
};
