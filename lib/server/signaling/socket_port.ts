/** What a signaling session needs of a WebSocket. */
export interface SocketPort {
  /** Queues text. Does nothing once the socket is closing. */
  send(text: string): void;
  /** Starts the closing handshake. Does nothing once the socket is closing. */
  close(code: number, reason: string): void;
  /** Bytes queued and not yet handed to the network. */
  readonly bufferedAmount: number;
}

/** What a WebSocket tells its user. */
export interface SocketEvents {
  message(data: unknown): void;
  /** The socket is gone. Called once. */
  closed(): void;
}

/** Puts a server's `WebSocket` behind {@linkcode SocketPort}. */
export function socketPort(socket: WebSocket): SocketPort {
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, reason) {
      const shut = () => socket.close(code, reason);
      if (socket.readyState === WebSocket.OPEN) shut();
      // Closing during the handshake is an error, so it has to wait for its end.
      if (socket.readyState === WebSocket.CONNECTING) {
        socket.addEventListener("open", shut, { once: true });
      }
    },
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
  };
}

/** Hands the events of a `WebSocket` on. */
export function listen(socket: WebSocket, events: SocketEvents): void {
  socket.binaryType = "arraybuffer"; // The default, Blob, would be made for nothing.
  socket.addEventListener("message", ({ data }) => events.message(data));
  socket.addEventListener("close", () => events.closed(), { once: true });
}
