import { EN_FAILURES } from "./failures.ts";
import { EN_LINK, EN_SHARED } from "./shared.ts";
import { overrideFailures } from "../override_failures.ts";
import type { CodecChoice, ScreenContent } from "../../../screen/screen_quality.ts";
import type { CapturedSurface, SendingLimit } from "../../facts/screen_facts.ts";

/** English. */
export const EN_SCREEN = {
  common: {
    ...EN_SHARED,
    size: "{width} × {height}",
    frameRate: "{rate} fps",
  },
  presenter: {
    ...EN_LINK,
    /** The page's own address, opened where its session isn't. */
    unknownAddress:
      "Nothing is shown from here. If somebody gave you this address, it is that of their own page: ask for the link that their page shows. If it was your screen, it has ended.",
    pageTitle: "FileFrag: show your screen straight from browser to browser",
    idle: {
      title: "Show your screen in another browser",
      lead:
        "Pick a screen, a window or a tab and pass on a link. The picture goes from this browser straight to theirs, encrypted, with as little delay as the network allows.",
    },
    canContinue: {
      title: "Your viewers are still waiting",
      lead:
        "This page was reloaded while you were showing your screen. One click goes on: the link stays the same, and the picture comes back by itself.",
    },
    choosing: {
      title: "Choose what to show",
      lead: "The browser asks which screen, window or tab it is. Nothing else can be seen.",
    },
    creating: {
      title: "Making the link",
      lead: "One moment.",
    },
    live: {
      monitor: "Your screen is live",
      window: "Your window is live",
      browser: "Your tab is live",
      unknown: "Your picture is live",
    } satisfies Readonly<Record<NonNullable<CapturedSurface> | "unknown", string>>,
    liveAlone:
      "Pass this link on. Whoever opens it sees what you show, so send it only to people who may.",
    liveWatched: {
      one: "{count} viewer sees it right now.",
      other: "{count} viewers see it right now.",
    },
    paused: {
      title: "Paused",
      lead: "Nothing leaves this device. Viewers keep the last picture until you go on.",
    },
    stopped: {
      title: "No longer shared",
      lead: "You stopped. Whoever was watching has been told, and the link no longer works.",
    },
    /** The lead after the browser's own button was pressed. */
    stoppedByBrowser:
      "You stopped it with the browser’s own button, or closed what was shown. The link no longer works.",
    start: "Start",
    goOn: "Go on showing",
    startAgain: "Start again",
    cancel: "Cancel",
    pause: "Pause",
    resume: "Go on",
    switchScreen: "Show something else",
    stop: "Stop",
    trust: "Nobody sees anything until you have picked what to show and they have opened the link.",
    keepOpen: "Keep this tab open for as long as you show.",
    link: "Link for viewers",
    viewers: "Watching",
    viewer: "Viewer {number}",
    remove: "Remove",
    nobodyYet: "Nobody has opened the link yet.",
    viewersFull:
      "No more than five can watch at once: each viewer is one more upload over your connection.",
    reconnecting: "reconnecting",
    /** What keeps the picture from being better: beside a viewer, and as advice. */
    limit: {
      cpu: {
        short: "held back by this computer",
        advice:
          "This computer can’t encode the picture any faster. Close programs that keep it busy, lower the frame rate, or show a window instead of the whole screen.",
      },
      bandwidth: {
        short: "held back by the network",
        advice:
          "The network doesn’t carry a better picture to every viewer. A cable or a place closer to the Wi-Fi helps, as do fewer viewers; or show a window instead of the whole screen.",
      },
      codec: {
        short: "fitted to the codec",
        advice:
          "H.264 carries no more than 4096 pixels a side, and not every device decodes every codec: the picture is sent smaller, or in another codec. Choose another codec to send every pixel.",
      },
    } satisfies Readonly<Record<Exclude<SendingLimit, "none">, unknown>>,
    serverLost:
      "The server can’t be reached at the moment. Viewers who are here stay; nobody new can come in until it is back. The page keeps trying.",
    held:
      "The system is holding the picture back, as it does with a minimised window or a locked screen. Bring it to the front and it goes on by itself.",
    switchRefused: "Nothing else was picked, so viewers keep seeing what they saw.",
    switchFailed:
      "The system didn’t hand over what you picked, so viewers keep seeing what they saw. Try something else.",
    switchSoundFailed:
      "The system didn’t hand over the sound of what you picked, so viewers keep seeing what they saw. “Show something else” now asks for the picture alone.",
    preview: "What you show",
    withSound: "with sound",
    quality: {
      title: "Picture",
      content: "What is shown",
      contents: {
        text: { name: "Text", hint: "sharp at once: documents, code, slides" },
        motion: { name: "Motion", hint: "smooth: video, games, animation" },
      } satisfies Readonly<Record<ScreenContent, unknown>>,
      frameRate: "Frames a second, at most",
      codec: "Codec",
      codecs: {
        auto: "Chosen for this computer",
        av1: "AV1: sharpest, most work",
        vp9: "VP9: sharp, some work",
        vp8: "VP8: understood everywhere",
        h264: "H.264: often done by the graphics chip",
      } satisfies Readonly<Record<CodecChoice, string>>,
    },
  },
  viewer: {
    pageTitle: "A screen for you: FileFrag",
    opening: {
      title: "Opening the link",
      lead: "One moment.",
    },
    introducing: {
      title: "Connecting to the presenter",
      lead: "The two browsers are finding the shortest way to each other.",
    },
    "presenter-away": {
      title: "The presenter is away",
      lead:
        "Their tab may be closed or reloading. Leave this page open: the picture comes back by itself when they do.",
    },
    "server-lost": {
      title: "Reconnecting",
      lead: "The server can’t be reached at the moment. The page keeps trying by itself.",
    },
    /** Connected, and no picture yet. */
    pictureComing: {
      title: "Connected",
      lead: "The picture is on its way.",
    },
    live: {
      title: "You are watching a screen",
      lead: "You see what the presenter shows.",
    },
    paused: {
      title: "Paused",
      lead: "The presenter has paused. The picture goes on by itself.",
    },
    ended: {
      title: "The presenter has stopped",
      lead: "Thank you for watching. If there is more to see, you will need a new link.",
    },
    trust: "The picture comes straight from the presenter’s browser, encrypted.",
    interrupted: "The connection dropped for a moment. It is being restored.",
    held:
      "The presenter’s window is minimised or their screen is locked, so the picture stands still. It goes on by itself.",
    /** `{delay}`: "85 ms". */
    behind: "{delay} behind",
    screen: "The presenter’s screen",
    controls: "Controls of the picture",
    /** The browser plays only after a tap. */
    play: "Show the picture",
    soundOn: "Turn the sound on",
    soundOff: "Turn the sound off",
    original: "Original pixels",
    fit: "Fit into the window",
    zoomIn: "Larger",
    zoomOut: "Smaller",
    pictureInPicture: "Picture in picture",
    fullscreen: "Full screen",
    leaveFullscreen: "Leave full screen",
    statistics: {
      title: "Details",
      delay: "Behind the presenter",
      picture: "Picture",
      frameRate: "Frames",
      codec: "Codec",
      bitRate: "Coming in",
      roundTrip: "There and back",
      buffer: "Waiting before display",
      lost: "Lost on the way",
      dropped: "Frames left out",
      freezes: "Standstills",
      path: "Path",
      unknown: "not known yet",
    },
    /** What the keyboard does; each key stands before its words. */
    keys: {
      /** Turns keys of one character off and on (WCAG 2.1.4). */
      enabled: "Single keys",
      fullscreen: "full screen",
      sound: "sound",
      pictureInPicture: "picture in picture",
      original: "original pixels, or fit",
      zoom: "larger, smaller, fit",
    },
    showYours: "Show your own screen",
  },
  failures: overrideFailures(EN_FAILURES, {
    "no-key": {
      lead:
        "The part after the # is missing. It is the key, and without it the picture can’t be opened.",
      next: "Ask the presenter for the whole link and open it again.",
    },
    "wrong-key": {
      lead:
        "The part of the link after the # isn’t the key of this screen. It was probably cut off or changed on the way.",
      next: "Copy the whole link again, or ask the presenter to send it another way.",
    },
    "session-unknown": {
      lead: "The presenter has stopped, or the link has expired.",
      next: "A new link is needed: the presenter gets one by starting again.",
    },
    "session-full": {
      title: "Everybody who may watch is here",
      lead:
        "Five people are watching already. No more can watch, because each viewer is one more upload for the presenter’s connection.",
      next:
        "Try again when somebody has left. If you have the link open in another tab, close that one.",
    },
    "session-ended": {
      title: "The screen is no longer shown",
      lead: "The presenter stopped, or the time of the link was up.",
      next: "A new link is needed: the presenter gets one by starting again.",
    },
    "replaced": { lead: "The same page was opened once more, and that tab took over." },
    "peer-left": {
      lead: "Their page was closed.",
      next: "Ask them to open it again, then try once more.",
    },
    "removed": {
      lead: "The presenter has taken this page off the list of viewers.",
    },
    "tampered": {
      lead:
        "Somebody between you altered the introduction of the two browsers, so the other side can’t be trusted to be who it should be. Nothing of the screen was revealed.",
    },
    "version-mismatch": { next: "Reload the page on both sides, and start anew with a new link." },
    "protocol-error": {
      lead: "Something came in that must not come, so the connection was closed.",
    },
    "insecure-context": {
      lead:
        "This page was opened over plain http. Browsers allow encryption and screen capture only over https or on localhost.",
    },
    "timed-out": { lead: "Nothing happened for too long, so the connection was closed." },
    "cancelled": { lead: "You ended it." },
    "cancelled-by-peer": { title: "The other side ended it", lead: "They closed the connection." },
  }),
};
