import { define } from "../../define.ts";

export const handler = define.handlers({
  POST: ({ req: request, url, info, state: { services } }) => {
    const address = services.addressOf(request, info.remoteAddr);
    return services.sessions.create({ request, url, address });
  },
});
