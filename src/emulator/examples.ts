/** What teams ask of their calls, as queries that run against the seed. The README prints them with their cost. */
import { seedId } from './seed/ids.ts';
import { peerId } from './seed/peers.ts';

const app = `appId: "${seedId('a', 1)}"`;
const standUp = `meetingId: "${seedId('b', 1)}"`;
const algebra = `meetingId: "${seedId('b', 2)}"`;

export const examples: readonly { readonly query: string }[] = [
  {
    query: `# Who is in the live call now, and who has left it?
query InTheCall {
  meeting(${app}, ${standUp}) {
    title
    activeSession {
      startedAt
      liveParticipants
      participants(orderBy: { field: JOINED_AT, direction: ASC }) {
        nodes {
          displayName
          presetName
          joinedAt
          # Null while they are there.
          leftAt
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Who attended the last session, for how long, and with which preset?
query Attendance {
  sessions(${app}, ${algebra}, first: 1, filter: { status: ENDED }) {
    nodes {
      startedAt
      endedAt
      attendees(first: 100) {
        totalCount
        nodes {
          displayName
          durationMinutes
          participant {
            customParticipantId
            preset {
              id
              name
            }
          }
        }
      }
    }
  }
}
`,
  },
  {
    query: `# The recordings of a meeting, and who started them.
query Recordings {
  meeting(${app}, ${algebra}) {
    title
    recordings {
      nodes {
        outputFileName
        status
        durationSeconds
        startReason {
          reason
          caller {
            type
            name
          }
        }
        session {
          startedAt
        }
      }
    }
  }
}
`,
  },
  {
    query: `# How good was the call of one participant?
query Quality {
  session(${app}, sessionId: "${seedId('e', 2, 2)}") {
    participant(peerId: "${peerId(2, 2, 1)}") {
      displayName
      durationMinutes
      peerReport {
        metadata {
          deviceInfo {
            os
            isMobile
          }
          ipInformation {
            city
            country
          }
        }
        quality {
          audioProducerCumulative {
            qualityMos {
              avg
              p90
            }
            packetLoss {
              avg
            }
          }
          videoConsumerCumulative {
            qualityMos {
              avg
              p90
            }
          }
        }
      }
    }
  }
}
`,
  },
  {
    query: `# What did an app use, day by day?
query Usage {
  app(${app}) {
    name
    analytics {
      usage(from: "2026-01-05", to: "2026-01-11") {
        sessions {
          minutes
          days {
            date
            count
            minutes
          }
        }
        recordings {
          minutes
          days {
            date
            count
            minutes
          }
        }
      }
    }
  }
}
`,
  },
];
