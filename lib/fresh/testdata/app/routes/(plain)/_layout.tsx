import { define } from "../../define.ts";

export default define.layout(({ Component }) => (
  <div class="group">
    <Component />
  </div>
));
