/** English. */
export const EN_SITE = {
  /** One line about the whole thing, for search engines and link previews. */
  description:
    "Send files of any size straight from one browser to another: encrypted, without an account and without an upload.",
  /** The same about showing a screen. */
  screenDescription:
    "Show your screen straight from one browser to another: encrypted, without an account and with hardly any delay.",
  /** What the preview of a shared link says: nothing of the transfer, of which the server knows nothing. */
  invitation: {
    title: "You have been sent files",
    lead: "Open the link to see what they are. They come straight from the sender’s browser.",
  },
  /** The same for a screen. */
  invitationToWatch: {
    title: "You are invited to watch a screen",
    lead: "Open the link to watch. The picture comes straight from the presenter’s browser.",
  },
  /** On the page of a link whose key was sent to the server on its way. */
  escapedLink:
    "This link was changed on its way here, and its key was sent to the server with it. It works all the same. If you don’t trust whoever runs this server or the network, ask for a new link by another way.",
  /** The name of the wordmark as a link. */
  home: "FileFrag, to the start page",
  goHome: "To the start page",
  /** Leads from files to the screen, and the next one back. */
  showScreen: "Show your screen",
  sendFiles: "Send files",
  footer:
    "FileFrag introduces two browsers and steps aside. No accounts, no trackers, no files on a server.",
  noScript:
    "FileFrag needs JavaScript: connecting two browsers directly isn’t possible without it. Please turn it on for this page.",
  /** The page is there, and its script isn't running. */
  notLive:
    "This page isn’t coming to life. Reload it. If that doesn’t help, something on the way or in your browser changes the page: try without extensions, without a filter, or in another network.",
  steps: {
    title: "How it works",
    items: [
      {
        title: "You choose and share",
        lead:
          "The page makes a link with a key in it. The key stands after the #, a part that browsers never send to any server.",
      },
      {
        title: "The other side opens the link",
        lead:
          "The server passes a few encrypted notes between the two browsers, so that they find the way to each other.",
      },
      {
        title: "The browsers talk directly",
        lead:
          "The files cross that connection, every block is checked, and you see “Delivered” only when the other side has it all.",
      },
    ],
  },
  facts: {
    title: "In all honesty",
    items: [
      {
        title: "What the server sees",
        lead:
          "That two addresses met, and when. Not the files, not their names or sizes, not the key. You do trust it to serve this page unaltered; whoever wants to be sure can run their own.",
      },
      {
        title: "What it takes",
        lead:
          "Bytes move while both pages are open, for nothing is stored on the way. After a lost connection or a reloaded page the transfer goes on from where it was.",
      },
      {
        title: "Where it ends",
        lead:
          "FileFrag sets no size limit; the receiver’s free disk space does. Between some strict networks there is no direct way. Then the page says so and tells you what helps.",
      },
    ],
  },
  errors: {
    badRequest: {
      title: "This address can’t be read",
      lead:
        "Something in it was cut off or changed. Copy the whole link again, or ask for it once more.",
    },
    notFound: {
      title: "There is nothing here",
      lead:
        "The address may be mistyped, or the link was cut off. If somebody sent it to you, ask for the whole link.",
    },
    internal: {
      title: "Something broke on our side",
      lead:
        "It isn’t your doing, and no file was affected: files never pass through the server. Please try again in a minute.",
    },
  },
};
