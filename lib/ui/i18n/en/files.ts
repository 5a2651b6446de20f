import type { Refusal } from "../../facts/transfer_facts.ts";
import { EN_FAILURES } from "./failures.ts";
import { EN_RECIPIENTS } from "./recipients.ts";
import { EN_LINK, EN_SHARED } from "./shared.ts";

/** English. */
export const EN = {
  common: {
    ...EN_SHARED,
    files: { one: "{count} file", other: "{count} files" },
    /** `{files}`: "3 files"; `{size}`: all of them together. */
    filesTotal: "{files}, {size}",
    moreFiles: {
      one: "and {count} more file",
      other: "and {count} more files",
    },
    cancel: "Cancel",
    bytesOf: "{done} of {total}",
    timeLeft: "{time} left",
    finishing: "checking the last bytes",
    starting: "measuring the speed",
    progress: "Progress of the transfer",
    interrupted:
      "The connection dropped for a moment. It is being restored, and the transfer goes on from where it stopped.",
    pause: "Pause",
    resume: "Resume",
    /** In place of the time left. */
    paused: "paused",
    pausedHere: "You paused the transfer. It goes on from where it stopped.",
    pausedThere: "The other side paused the transfer. It goes on when they resume.",
    pausedBoth: "You and the other side paused the transfer. It goes on when both resume.",
    digest: "Checksum",
    digestHint:
      "To be sure, compare it with the other screen: the same text means exactly the same bytes.",
    room: "Needed: {needed}. Free: {free}.",
    /** Where what is free isn't known. */
    roomNeeded: "Needed: {needed}.",
  },
  sender: {
    ...EN_LINK,
    pageTitle: "FileFrag: files straight from browser to browser",
    empty: {
      title: "Hand a file straight to another browser",
      lead:
        "Choose files and pass on a link. They go from this browser to the other one, encrypted, and are kept nowhere in between.",
    },
    chosen: {
      title: "Ready to share",
      lead:
        "Share makes a link. Nothing leaves this device until the other side has opened it and agreed.",
    },
    /** Back after a reload or a crash: the share is looked for. */
    finding: {
      title: "Looking for your link",
      lead: "One moment.",
    },
    /** The share was found. `chooseLead`: its files have to be chosen again; `reopenLead`: opened. */
    resuming: {
      title: "Your link is still there",
      chooseLead:
        "This page was closed or reloaded, and lost its hold on what you chose. Choose the same again, and everything goes on under the same link.",
      reopenLead:
        "This page was closed or reloaded. Let the browser open what you chose once more, and everything goes on under the same link.",
    },
    returning: {
      title: "Going back to your link",
      lead: "Everything is here again. One moment.",
    },
    waiting: {
      title: "Pass this link on",
      lead: "Whoever opens it can receive the files, so send it only to the person they are for.",
    },
    connected: {
      title: "The other side is here",
      lead: "They see the list of files and choose when to start.",
    },
    transferring: {
      title: "Sending",
      lead: "Keep this tab open. Other tabs and programs are yours in the meantime.",
    },
    done: {
      title: "Delivered",
      lead: {
        one: "The other side has the whole file, checked to the last byte.",
        other: "The other side has {count} files, each checked to the last byte.",
      },
    },
    dropHere: "Drop files or folders here",
    dropNow: "Drop to add",
    choose: "Choose files",
    dropAgain: "Drop the same here",
    chooseAgain: "Choose again",
    reopen: "Open and go on",
    missing: { one: "Still missing: {count} file", other: "Still missing: {count} files" },
    /** Why a chosen file isn't one of the share's. */
    refused: {
      name: "“{name}” isn’t part of this link.",
      size: "“{name}” has a different size from the file that was being sent.",
      modified: "“{name}” was changed after the link was made.",
    } satisfies Readonly<Record<Refusal["why"], string>>,
    startAnew: "Start anew",
    startAnewHint: "Starting anew ends this link.",
    addMore: "Add more files",
    pasteHint: "or paste files or text from the clipboard",
    chooseFolder: "Choose a folder",
    emptyFoldersHint: "Empty folders are left out. Drop the folder here to keep them.",
    /** The page's own address, opened where its share isn't. */
    unknownAddress:
      "Nothing is shared here. If somebody gave you this address, it is that of their own page: ask for the link that their page shows. If it was your share, it is over.",
    addText: "Send text",
    textField: "Text or link",
    takeText: "Add",
    closeText: "Close",
    /** Files found so far in folders that are being read. */
    reading: {
      one: "Reading folders: {count} file so far.",
      other: "Reading folders: {count} files so far.",
    },
    stopReading: "Stop",
    /** A link to receive was given as a text. */
    givenLink: {
      lead: "This is a link for receiving.",
      open: "Open it",
      share: "Send it as text",
    },
    /** Why something that was given isn't in the list; `{name}`: the first of them. */
    problems: {
      tooMany:
        "That would be more than one link takes: {most} files in {folders} folders, with {size} of names. Nothing of it was added. Pack the folder into an archive and add that.",
      unreadable: {
        one: "“{name}” can’t be read and was left out.",
        other: "“{name}” and others, {count} in all, can’t be read and were left out.",
      },
      pathTooLong: {
        one: "“{name}” was left out: its path is longer than {most} characters.",
        other:
          "“{name}” and others, {count} in all, were left out: their paths are longer than {most} characters.",
      },
      textTooLong: "The text is longer than {most}. Save it as a file and add that.",
      nothing: "The browser can’t read what you gave. Save it as a file first, then choose that.",
      unavailable:
        "The server can’t be reached, and a part of this page is still missing. Try again in a moment.",
    },
    remove: "Remove {name}",
    share: "Share",
    creating: "Making the link",
    link: "Link for the receiver",
    keepOpen: "Keep this tab open until everything has been delivered.",
    peers: "Connected",
    peer: "Receiver",
    nobodyYet: "Nobody has opened the link yet.",
    introducing: "Somebody opened the link. Connecting.",
    "server-lost":
      "The server can’t be reached at the moment. The page keeps trying; the link stays the same.",
    unreachable: "Somebody opened the link, but no connection to them could be made.",
    "recipient-left": "The receiver left. The link still works.",
    again: "New transfer",
    recipients: EN_RECIPIENTS,
  },
  receiver: {
    pageTitle: "Files for you: FileFrag",
    loading: {
      title: "Opening the link",
      lead: "One moment.",
    },
    introducing: {
      title: "Connecting to the sender",
      lead:
        "The two browsers are finding the shortest way to each other. It usually takes a few seconds.",
    },
    reconnecting: {
      title: "Reconnecting",
      lead: "The connection broke. The page makes another one by itself; what has arrived is kept.",
    },
    "sender-away": {
      title: "The sender is away",
      lead:
        "Their tab may be closed or asleep. Leave this page open: it goes on by itself when they are back.",
    },
    "server-lost": {
      title: "Reconnecting",
      lead: "The server can’t be reached at the moment. The page keeps trying by itself.",
    },
    connected: {
      title: { one: "{count} file for you", other: "{count} files for you" },
      lead: "Everything comes straight from the sender’s browser.",
    },
    transferring: {
      title: "Receiving",
      lead:
        "Each file is saved as soon as it is whole. Keep this tab open; should it close all the same, open the link again.",
    },
    /** In place of its lead, where files aren't saved one by one. */
    keepOpen: "Keep this tab open; should it close all the same, open the link again.",
    /** What an earlier run left is read again. */
    checking: "Checking what is already here from last time.",
    /** `{held}`: how much of it was right. */
    continued: "Going on from last time: {held} were already here.",
    done: {
      title: "Received",
      lead: {
        one:
          "The file is whole, checked to the last byte. Look in your downloads, or save it again here.",
        other:
          "{count} files are whole, each checked to the last byte. Look in your downloads, or save them again here.",
      },
    },
    receive: "Receive",
    receiveToFile: "Choose where to save",
    receiveToFolder: "Choose a folder",
    receiveOn: "Go on in “{destination}”",
    begunHint:
      "You began to receive this earlier. What is already there is checked, and the rest follows.",
    transferringTo: "Everything goes straight to “{destination}”.",
    savedTo: "Saved to “{destination}”.",
    archiveHint: "All of it is saved as one ZIP archive when it is whole.",
    archive: {
      packing: "Making the archive. Nothing is copied: it takes a moment and no space.",
      ready: "Everything is in {name}. Look in your downloads.",
      offered:
        "If your browser held some of them back, save those by their buttons, or all as one archive.",
      failed: "The archive couldn’t be made. Try again, or save the files one by one.",
      "given-up": "No archive was made. The files can be saved one by one.",
      save: "Save the archive",
      pack: "Make an archive",
      stop: "Stop",
    },
    archiveDone: {
      one: "{count} file is whole, checked to the last byte.",
      other: "{count} files are whole, each checked to the last byte.",
    },
    destinationDone: {
      one: "The file is whole, checked to the last byte, and where you wanted it.",
      other: "{count} files are whole, each checked to the last byte, and where you wanted them.",
    },
    changedNames: {
      one: "{count} name is changed, to be safe on every disk",
      other: "{count} names are changed, to be safe on every disk",
    },
    folders: { one: "{count} folder", other: "{count} folders" },
    copyText: "Copy text",
    textCopied: "Copied",
    textNotCopied: "Copying isn’t allowed here",
    leftOvers: {
      one: "{count} unfinished transfer from before takes {size} on this device.",
      other: "{count} unfinished transfers from before take {size} on this device.",
    },
    clearLeftOvers: "Remove {size}",
    leftOversCleared: "Removed.",
    receivedBefore: {
      kept: {
        one: "{name} ({size}) arrived here on {when} and may not have been saved.",
        other:
          "{name} and more, {count} files ({size}), arrived here on {when} and may not have been saved.",
      },
      saved: "Saved. Look among your downloads.",
      failed: "What arrived here before can’t be read any more.",
      save: "Save",
      remove: "Remove",
    },
    decline: "No, thanks",
    trust:
      "Take files only from people you know. Nothing is downloaded until you press the button.",
    save: "Save",
    savedBeforeFailure: "These files arrived whole and can be saved:",
    sendYours: "Send files of your own",
  },
  failures: EN_FAILURES,
};
