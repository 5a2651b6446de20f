// This module runs in the browser, in development only: a restarted server has another id, and then the page is old.
let runningId: string | undefined;
const alive = new EventSource(new URL("../alive", import.meta.url));
alive.addEventListener("message", ({ data }: MessageEvent<string>) => {
  if (runningId !== undefined && runningId !== data) location.reload();
  runningId = data;
});
