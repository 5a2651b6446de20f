import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useListeners } from "../parts/use_listeners.ts";

/** How long a picture stands: recent enough to trust, rare enough to cost nothing. */
const REFRESH_MS = 5_000;

/** Props of {@linkcode ScreenPreview}. */
export interface ScreenPreviewProps {
  readonly preview: ReadonlySignal<MediaStream | undefined>;
  readonly label: string;
}

/**
 * A small picture of what is shared. One frame every few seconds and not a moving picture: on a
 * shared screen that shows this page, a moving one would show itself, change with every frame, and
 * so keep the encoder at work when nothing else does.
 */
export function ScreenPreview({ preview, label }: ScreenPreviewProps) {
  const stream = preview.value;
  return stream === undefined ? null : <StillVideo stream={stream} label={label} />;
}

interface StillVideoProps {
  readonly stream: MediaStream;
  readonly label: string;
}

function StillVideo({ stream, label }: StillVideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useListeners((signal) => {
    const video = element.current;
    return video === null ? undefined : showStills(video, stream, signal);
  }, [stream]);
  return (
    <figure class="preview">
      <video data-part="preview" aria-label={label} muted playsInline ref={element} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function showStills(
  video: HTMLVideoElement,
  stream: MediaStream,
  signal: AbortSignal,
): () => void {
  // Paused, a video still shows its last frame; played again, it waits for the next one.
  const stop = () => video.pause();
  function play(): void {
    if (document.visibilityState !== "visible") return;
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(stop);
    video.play().catch(() => undefined); // Paused again before it could begin: the next one will.
  }
  if (!("requestVideoFrameCallback" in video)) {
    // Time goes on without frames as well, so that a change may be seen one turn later.
    (video as HTMLVideoElement).addEventListener("timeupdate", stop, { signal });
  }
  video.srcObject = stream;
  play();
  const timer = setInterval(play, REFRESH_MS);
  return () => {
    clearInterval(timer);
    video.srcObject = null;
  };
}
