import assert from "node:assert/strict";
import { withMusicSound } from "./music_sound.ts";

const MUSIC = "stereo=1;sprop-stereo=1;maxaveragebitrate=128000";

/** An answer with sound; `format` says what it asks of Opus. */
function answer(...format: string[]): string {
  return [
    "v=0",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=rtpmap:96 VP8/90000",
    "a=fmtp:96 x=1",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
    "a=rtpmap:111 opus/48000/2",
    "a=rtcp-fb:111 transport-cc",
    ...format,
    "a=rtpmap:63 red/48000/2",
    "a=fmtp:63 111/111",
    "",
  ].join("\r\n");
}

/** The lines that say what is asked of a payload type. */
function formats(sdp: string): string[] {
  return sdp.split("\r\n").filter((line) => line.startsWith("a=fmtp:"));
}

for (
  const [what, before, after] of [
    ["Chromium asks for one channel", "minptime=10;useinbandfec=1", "minptime=10;useinbandfec=1;"],
    [
      "Firefox asks for both, and names no bit rate",
      "maxplaybackrate=48000;stereo=1;useinbandfec=1",
      "maxplaybackrate=48000;useinbandfec=1;",
    ],
    ["it was asked before", `minptime=10;${MUSIC}`, "minptime=10;"],
    ["a space follows each", "minptime=10; stereo=0; maxaveragebitrate=20000", "minptime=10;"],
  ] as const
) {
  Deno.test(`withMusicSound() asks for both channels and a bit rate for music where ${what}`, () => {
    const opus = `a=fmtp:111 ${after}${MUSIC}`;
    const asked = withMusicSound(answer(`a=fmtp:111 ${before}`));
    assert.deepEqual(formats(asked).toSorted(), [opus, "a=fmtp:63 111/111", "a=fmtp:96 x=1"]);
    assert.equal(withMusicSound(asked), asked);
  });
}

Deno.test("withMusicSound() asks where nothing was asked of Opus, and changes no other line", () => {
  const expected = answer().replace("48000/2\r\n", `48000/2\r\na=fmtp:111 ${MUSIC}\r\n`);
  assert.equal(withMusicSound(answer()), expected);
});

Deno.test("withMusicSound() leaves a description without Opus as it is", () => {
  const sdp = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n";
  assert.equal(withMusicSound(sdp), sdp);
});
