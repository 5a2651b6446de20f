/**
 * Sends numberless datagrams at a steady rate, to see what a wire carries. Arguments: address, port,
 * datagrams, datagrams per second. Prints how many milliseconds it took. Needs `--unstable-net`.
 * @module
 */

/** As big as what a browser sends. */
const DATAGRAM_BYTES = 1_200;

const [address = "", port, count, perSecond] = Deno.args;
const socket = Deno.listenDatagram({ transport: "udp", hostname: "0.0.0.0", port: 0 });
const to = { transport: "udp" as const, hostname: address, port: Number(port) };
const datagram = new Uint8Array(DATAGRAM_BYTES);
const start = performance.now();
for (let sent = 0; sent < Number(count);) {
  const planned = (performance.now() - start) / 1000 * Number(perSecond);
  for (; sent < Math.min(planned, Number(count)); sent++) await socket.send(datagram, to);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await Deno.stdout.write(new TextEncoder().encode(`${performance.now() - start}`));
socket.close();
