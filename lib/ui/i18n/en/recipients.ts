/** What the sender's page says in English where several may receive. */
export const EN_RECIPIENTS = {
  /** The question how many may. */
  seats: "How many may receive",
  oneHint: "The safest: once somebody has opened the link, it lets in nobody else.",
  severalHint:
    "Each gets everything, checked to the last byte. They share the speed of your upload.",
  /** `{count}`: how many may. */
  several: {
    waiting: {
      title: "Pass this link on",
      lead: "Up to {count} can receive the files with it, so send it only to those they are for.",
    },
    connected: {
      title: "Somebody is here",
      lead: "Whoever is connected sees the list of files and chooses when to start.",
    },
    transferring: {
      title: "Sending",
      lead: "Each recipient goes at its own pace. Keep this tab open.",
    },
    done: {
      title: "Delivered",
      lead: {
        one: "One recipient has everything, checked to the last byte.",
        other: "{count} recipients have everything, checked to the last byte.",
      },
    },
  },
  list: "Recipients",
  recipient: "Recipient {number}",
  offered: "Sees the list of files.",
  reconnecting: "The connection dropped for a moment. It is being restored.",
  done: "Has everything.",
  left: "Left. The same link leads back.",
  removed: "Removed.",
  remove: "Remove",
  stop: "Stop sharing",
  full: "Everybody who may receive is here. Whoever opens the link now is told so.",
  nobodyNow: "Nobody is connected at the moment. The link still works.",
};
