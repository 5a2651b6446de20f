import { define } from "../define.ts";

export default define.middleware([
  (ctx) => {
    ctx.state.trail.push("root 1");
    return ctx.next();
  },
  (ctx) => {
    ctx.state.trail.push("root 2");
    return ctx.next();
  },
]);
