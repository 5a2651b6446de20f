/** Between a frame's arrival and its showing: several times what a jitter buffer ever needs. */
const LATE_MS = 500;

/**
 * A hidden tab lets frames pile up, and some browsers then show them all, late by as much. Taken
 * anew, the stream begins with the present. Only after a frame that is late indeed: until the next
 * one, the picture is black, and of a screen on which nothing moves the next may be long in coming.
 */
export function catchUp(video: HTMLVideoElement, play: () => void): void {
  if (document.visibilityState !== "visible") return;
  if (!("requestVideoFrameCallback" in video)) return restart(video, play);
  video.requestVideoFrameCallback((now, { receiveTime }) => {
    if (receiveTime === undefined || now - receiveTime > LATE_MS) restart(video, play);
  });
}

function restart(video: HTMLVideoElement, play: () => void): void {
  const stream = video.srcObject;
  // In its own small window it was never hidden, and would leave that.
  if (stream === null || document.pictureInPictureElement === video) return;
  video.srcObject = null;
  video.srcObject = stream;
  play();
}
