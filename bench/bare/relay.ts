/** The least a signaling server can do: what one socket of a room says, the others hear. */
export class Relay {
  readonly #rooms = new Map<string, Set<WebSocket>>();

  /** Lets a page into a room. */
  join(room: string, request: Request): Response {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const members = this.#rooms.get(room) ?? new Set();
    this.#rooms.set(room, members);
    socket.addEventListener("open", () => members.add(socket));
    socket.addEventListener("message", ({ data }) => {
      for (const member of members) {
        // The last candidates of one page may come when the other is already closing.
        if (member !== socket && member.readyState === WebSocket.OPEN) member.send(data);
      }
    });
    socket.addEventListener("close", () => {
      members.delete(socket);
      if (members.size === 0) this.#rooms.delete(room);
    });
    return response;
  }

  /** Ends every connection. */
  close(): void {
    for (const members of this.#rooms.values()) for (const member of members) member.close();
  }
}
