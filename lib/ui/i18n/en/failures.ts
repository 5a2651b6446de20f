import type { FailureTable } from "../wording.ts";

/** Every failure in English. */
export const EN_FAILURES: FailureTable = {
  "no-key": {
    title: "The link is incomplete",
    lead:
      "The part after the # is missing. It is the key, and without it the files can’t be opened.",
    next: "Ask the sender for the whole link and open it again.",
  },
  "wrong-key": {
    title: "The key doesn’t fit",
    lead:
      "The part of the link after the # isn’t the key of this transfer. It was probably cut off or changed on the way.",
    next: "Copy the whole link again, or ask the sender to send it another way.",
  },
  "session-unknown": {
    title: "This link no longer works",
    lead: "The transfer it belonged to is over, or it has expired.",
    next: "A new link is needed: the sender makes one by sharing again.",
  },
  "session-full": {
    title: "Somebody is already receiving",
    lead: "This link lets in no more recipients than its sender allowed, and they are all here.",
    next:
      "If that was you, close the other tab and try again. If not, tell the sender and ask for a new link.",
  },
  "session-ended": {
    title: "The transfer has ended",
    lead: "The sender closed it.",
    next: "If you still need the files, ask for a new link.",
  },
  "replaced": {
    title: "It goes on in another tab",
    lead: "The same page was opened once more, and that tab took the transfer over.",
    next: "Carry on there, or take it back here by trying again.",
  },
  "other-tab": {
    title: "This link is already open in another tab",
    lead: "One tab of a browser can use a link at a time, and now it is another one.",
    next: "Carry on there, or use this tab instead: the other one then stops.",
    retry: "Use this tab instead",
  },
  "server-unreachable": {
    title: "The server doesn’t answer",
    lead: "It is needed to introduce the two browsers to each other.",
    next: "Check your internet connection and try again in a minute.",
  },
  "server-busy": {
    title: "The server is busy",
    lead: "There are more requests right now than it can take.",
    next: "Wait a minute and try again.",
  },
  "no-route": {
    title: "No way through between the two networks",
    lead:
      "The browsers found each other but can’t exchange data directly. Usually one of the networks hides its devices too well (a strict NAT, common with mobile operators and offices) or blocks UDP.",
    next: "Any one of these helps:",
    tips: [
      "Connect both devices to the same Wi-Fi.",
      "On one side, use another network or a phone hotspot.",
      "If a VPN is on, turn it off.",
      "Ask whoever runs this server to add a TURN relay.",
    ],
  },
  "no-relay": {
    title: "There is no relay to go through",
    lead:
      "One of the two sides hides its address, so it connects only through a relay. This server offers none.",
    next: "Any one of these helps:",
    tips: [
      "Turn off “Hide my address” on that side, then try again. The other side then sees its network address.",
      "Ask whoever runs this server to add a TURN relay.",
    ],
  },
  "connection-lost": {
    title: "The connection was lost",
    lead: "It dropped and couldn’t be restored.",
    next: "Check the network on both devices and try again.",
  },
  "peer-left": {
    title: "The other side left",
    lead: "Their page was closed before everything had arrived.",
    next: "Ask them to open it again and keep it open: then it goes on by itself.",
  },
  "removed": {
    title: "You were removed",
    lead: "Whoever made this link has closed the connection to this page.",
    next: "If that was a mistake, ask them for a new link.",
  },
  "tampered": {
    title: "Stopped for safety",
    lead:
      "Somebody between you altered the introduction of the two browsers, so the other side can’t be trusted to be who it should be. No file was revealed.",
    next:
      "Don’t use this link again. Make a new one, and if it happens again, use another network or another server.",
  },
  "version-mismatch": {
    title: "The two pages are of different versions",
    lead: "One side opened its page before an update, and they don’t match.",
    next: "Reload the page on both sides and share the files again.",
  },
  "protocol-error": {
    title: "The two sides don’t understand each other",
    lead: "Something came in that must not come, so the transfer stopped.",
    next: "Reload the page on both sides and try again.",
  },
  "source-changed": {
    title: "The file isn’t the one that was being sent",
    lead: "It was edited, moved or deleted meanwhile, or its disk was taken out.",
    next: "Choose the file as it was before. If it is gone, start a new transfer.",
    retry: "Choose again",
    there: {
      title: "The sender’s file changed",
      lead:
        "It was edited, moved or deleted while it was being sent, so the copy would not be whole.",
      next: "Ask the sender to choose the right file, then try again, or ask for a new link.",
    },
  },
  "part-mismatch": {
    title: "The receiver’s part doesn’t fit these files",
    lead:
      "The receiver named a part they had from before, and it isn’t part of these files. Your files were read again and are as they were.",
    next: "Let them try again: they begin anew.",
    there: {
      title: "The part you had doesn’t fit the sender’s files",
      lead:
        "What was received before isn’t part of the files that are offered now, so it was removed.",
      next: "Try again: the transfer begins anew.",
    },
  },
  "integrity": {
    title: "The file didn’t pass the check",
    lead:
      "What arrived differs from what was sent, even after repeated attempts. A damaged file is not kept.",
    next: "Try again. If it repeats, check the disk and memory of both devices.",
  },
  "storage-full": {
    title: "Not enough room on this device",
    lead: "The files don’t fit into what the browser may use.",
    next: "Free some space, or receive on another device, and try again.",
    there: {
      title: "Not enough room on the other device",
      lead: "The files don’t fit into what the receiver’s browser may use.",
      next: "Let them free some space or use another device; or send fewer files at a time.",
    },
  },
  "storage-failed": {
    title: "The file couldn’t be written",
    lead: "The browser couldn’t save to this device. In a private window that often isn’t allowed.",
    next: "Open the link in an ordinary window or in another browser.",
    there: {
      title: "The other side couldn’t write the file",
      lead:
        "The receiver’s browser couldn’t save to their device. In a private window that often isn’t allowed.",
      next: "Ask them to open the link in an ordinary window or in another browser.",
    },
  },
  "place-denied": {
    title: "No permission to write there",
    lead: "The browser may no longer write to the folder or file you chose.",
    next: "Try again, and allow it when the browser asks.",
    there: {
      title: "The other side may not write the file",
      lead: "The receiver’s browser may no longer write to the folder or file they chose.",
      next: "Ask them to try again, and to allow it when the browser asks.",
    },
  },
  "place-gone": {
    title: "The folder or file you chose is gone",
    lead: "The folder or file was removed or renamed, or its drive is no longer connected.",
    next: "Try again and choose another one.",
    there: {
      title: "The folder or file the receiver chose is gone",
      lead: "The folder or file was removed or renamed, or its drive is no longer connected.",
      next: "Ask them to try again and to choose another one.",
    },
  },
  "too-large": {
    title: "Too large for this browser",
    lead: "This browser can’t take a file of that size.",
    next:
      "Open the link in a current Chrome, Edge, Firefox or Safari on a computer, not in a private window.",
    there: {
      title: "Too large for the other browser",
      lead: "The receiver’s browser can’t take a file of that size.",
      next:
        "Ask them to open the link in a current Chrome, Edge, Firefox or Safari on a computer, not in a private window.",
    },
  },
  "no-capture": {
    title: "This browser can’t show a screen",
    lead:
      "It doesn’t let a web page see the screen; hardly any does on phones and tablets. Watching works on all of them.",
    next: "To show yours, open this page in Chrome, Edge, Firefox or Safari on a computer.",
    there: {
      title: "The other browser can’t show a screen",
      lead: "It doesn’t let a web page see the screen, as on phones and tablets.",
      next: "Ask them to open the page in Chrome, Edge, Firefox or Safari on a computer.",
    },
  },
  "capture-refused": {
    title: "No screen was chosen",
    lead:
      "The dialog was closed, or the browser isn’t allowed to show the screen. Nothing was shared.",
    next: "Start again and pick a screen, a window or a tab.",
    tips: [
      "On a Mac the system has to allow it once: System Settings, Privacy & Security, Screen Recording; tick the browser there and open it anew.",
      "If no dialog appears at all, this site may be blocked in the browser: look behind the icon to the left of the address.",
    ],
    there: {
      title: "The screen wasn’t chosen",
      lead: "The presenter closed the dialog, or their browser isn’t allowed to show the screen.",
      next: "Ask them to start again.",
    },
  },
  "capture-failed": {
    title: "The system didn’t hand over the picture",
    lead:
      "The choice was made, but the operating system gave the browser nothing to show. Usually a permission is missing.",
    next: "One of these usually helps:",
    tips: [
      "Pick something else: a whole screen instead of a window, or the other way round.",
      "On a Mac: System Settings, Privacy & Security, Screen Recording; tick the browser there and open it anew.",
      "On Linux with Wayland, the browser needs the desktop’s portal: PipeWire and xdg-desktop-portal with the part for your desktop.",
      "Close other programs that record or share the screen.",
    ],
    there: {
      title: "The presenter’s system didn’t hand over the picture",
      lead: "Their browser was given nothing to show. Usually a permission is missing.",
      next: "Ask them to start again and pick something else.",
    },
  },
  "sound-failed": {
    title: "The sound couldn’t be captured",
    lead:
      "The system didn’t hand over the sound of what you picked, and so the browser gave no picture either. Nothing was shared.",
    next: "The picture alone should work. The sound of a tab does almost everywhere.",
    retry: "Show without sound",
    there: {
      title: "The presenter’s sound couldn’t be captured",
      lead: "Their system didn’t hand over the sound, and so there is no picture either.",
      next: "Ask them to start again, without sound.",
    },
  },
  "no-webrtc": {
    title: "This browser can’t connect directly",
    lead:
      "It has no WebRTC, or WebRTC is turned off. Browsers built into other apps often lack it.",
    next: "Open the page in a current Chrome, Edge, Firefox or Safari, on a computer or a phone.",
  },
  "insecure-context": {
    title: "A secure address is needed",
    lead:
      "This page was opened over plain http. Browsers allow encryption and saving large files only over https or on localhost.",
    next: "Open the same address with https://. If you run this server, put it behind https.",
  },
  "timed-out": {
    title: "The time ran out",
    lead: "Nothing happened for too long, so the transfer was closed.",
    next: "Try again when both sides are at their devices.",
  },
  "cancelled": {
    title: "Cancelled",
    lead: "You stopped the transfer.",
    next: "You can start again whenever you like.",
  },
  "cancelled-by-peer": {
    title: "The other side cancelled",
    lead: "They stopped the transfer.",
    next: "If that was by mistake, try again together.",
  },
  "internal": {
    title: "Something broke in FileFrag",
    lead: "This is a defect of the program, not something you did.",
    next: "Reload the page and try again.",
    there: {
      title: "Something broke on the other side",
      lead: "This is a defect of the program, not something either of you did.",
      next: "Ask them to reload the page, and try again.",
    },
  },
};
