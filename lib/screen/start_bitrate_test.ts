import assert from "node:assert/strict";
import { DESCRIPTIONS } from "../security/description_fixtures.ts";
import { withStartBitrate } from "./start_bitrate.ts";

function captured(name: string): string {
  const found = DESCRIPTIONS.find((it) => it.name === name);
  assert(found, `no fixture ${name}`);
  return found.sdp;
}

/** Lines that one has and the other hasn't, in order. */
function difference(before: string, after: string): { gone: string[]; added: string[] } {
  const [old, fresh] = [before.split("\r\n"), after.split("\r\n")];
  return {
    gone: old.filter((line) => !fresh.includes(line)),
    added: fresh.filter((line) => !old.includes(line)),
  };
}

const ANSWER = captured("chromium answer with a video section added");

Deno.test("every codec of Chromium's answer gets it, and no repair format", () => {
  const { gone, added } = difference(ANSWER, withStartBitrate(ANSWER, 4000));
  const formats = [
    "102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
    "104 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f",
    "108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    "114 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f",
    "116 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f",
    "39 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=4d001f",
    "45 level-idx=5;profile=0;tier=0",
    "98 profile-id=0",
    "100 profile-id=2",
  ];
  assert.deepEqual(gone, formats.map((it) => `a=fmtp:${it}`));
  assert.deepEqual(added, [
    "a=fmtp:96 x-google-start-bitrate=4000", // VP8 had no line of its own.
    ...formats.map((it) => `a=fmtp:${it};x-google-start-bitrate=4000`),
  ]);
});

Deno.test("every codec of Firefox's answer gets it", () => {
  const answer = captured("firefox answer with a video section added");
  const { gone, added } = difference(answer, withStartBitrate(answer, 900));
  const formats = ["120 max-fs=12288;max-fr=60", "121 max-fs=12288;max-fr=60"]; // VP8, VP9
  assert.deepEqual(gone, formats.map((it) => `a=fmtp:${it}`));
  assert.deepEqual(added, [
    ...formats.map((it) => `a=fmtp:${it};x-google-start-bitrate=900`),
    "a=fmtp:99 x-google-start-bitrate=900", // AV1
  ]);
});

Deno.test("line ends and the order of lines stay", () => {
  const changed = withStartBitrate(ANSWER, 4000);
  assert.doesNotMatch(changed, /[^\r]\n/);
  assert.equal(changed.replaceAll(/a=fmtp:96 .*\r\n|;?x-google-start-bitrate=4000/g, ""), ANSWER);
});

Deno.test("applied twice it is there once, with the last number", () => {
  for (const { name, sdp } of DESCRIPTIONS) {
    const once = withStartBitrate(sdp, 4000);
    assert.equal(withStartBitrate(once, 4000), once, name);
    assert.equal(withStartBitrate(withStartBitrate(sdp, 100), 4000), once, name);
  }
});

Deno.test("a description without video stays as it is", () => {
  const withoutVideo = DESCRIPTIONS.filter(({ sdp }) => !sdp.includes("m=video"));
  assert(withoutVideo.length > 0);
  for (const { name, sdp } of withoutVideo) assert.equal(withStartBitrate(sdp, 4000), sdp, name);
});

Deno.test("sound that shares a payload type's number with a video codec stays", () => {
  const sdp = captured("chromium audio, video and data offer");
  const [soundBefore, soundAfter] = [sdp, withStartBitrate(sdp, 4000)]
    .map((it) => it.slice(it.indexOf("m=audio"), it.indexOf("m=video")));
  assert.equal(soundAfter, soundBefore);
});

Deno.test("flexfec is left alone, other line ends are kept, and the last line may have none", () => {
  const head = "m=video 9 UDP/TLS/RTP/SAVPF 35 96\na=rtpmap:35 flexfec-03/90000\n";
  const line = "a=fmtp:35 repair-window=10000000\n";
  assert.equal(
    withStartBitrate(`${head}${line}a=rtpmap:96 VP8/90000`, 50.4),
    `${head}${line}a=rtpmap:96 VP8/90000\r\na=fmtp:96 x-google-start-bitrate=50`,
  );
  assert.equal(
    withStartBitrate(`${head}${line}a=rtpmap:96 VP8/90000\n`, 50),
    `${head}${line}a=rtpmap:96 VP8/90000\na=fmtp:96 x-google-start-bitrate=50\n`,
  );
});

Deno.test("a format line that comes before its codec line is still found", () => {
  const sdp = "m=video 9 X 96\r\na=fmtp:96 max-fr=60\r\na=rtpmap:96 VP8/90000\r\n";
  assert.equal(
    withStartBitrate(sdp, 50),
    "m=video 9 X 96\r\na=fmtp:96 max-fr=60;x-google-start-bitrate=50\r\na=rtpmap:96 VP8/90000\r\n",
  );
});

Deno.test("a format line without parameters, or with an empty one, is filled", () => {
  const sdp = (...formats: readonly string[]) =>
    ["m=video 9 X 96 98", "a=rtpmap:96 VP8/90000", "a=rtpmap:98 VP9/90000", ...formats].join(
      "\r\n",
    );
  assert.equal(
    withStartBitrate(sdp("a=fmtp:96 ", "a=fmtp:98 profile-id=0;"), 50),
    sdp("a=fmtp:96 x-google-start-bitrate=50", "a=fmtp:98 profile-id=0;x-google-start-bitrate=50"),
  );
});

Deno.test("a bit rate that isn't one is refused", () => {
  for (const kilobits of [0, -1, 0.4, NaN, Infinity]) {
    assert.throws(() => withStartBitrate(ANSWER, kilobits), RangeError, String(kilobits));
  }
});
