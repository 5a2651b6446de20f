import { define } from "../../define.ts";

export const handler = define.handlers({
  GET(ctx) {
    const { socket, response } = ctx.upgrade();
    socket.onmessage = ({ data }) => socket.send(data);
    return response;
  },
});
