import assert from "node:assert/strict";
import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PageComponent } from "./handlers.ts";
import { App } from "./mod.ts";
import { Head } from "./runtime.ts";

/** A document around what is in it, for apps without files. */
const Document = ({ children }: { children: ComponentChildren }) => (
  <html>
    <head></head>
    <body>{children}</body>
  </html>
);

Deno.test("a page is rendered before its app wrapper, sync or async, so no context of the wrapper reaches it", async () => {
  const Place = createContext("outside");
  const Shown = () => <b>{useContext(Place)}</b>;
  const wrappers: PageComponent<unknown, unknown>[] = [
    ({ Component }) => (
      <Document>
        <Place.Provider value="inside">
          <Shown />
          <Component />
        </Place.Provider>
      </Document>
    ),
    async ({ Component }) => {
      await Promise.resolve();
      return (
        <Document>
          <Place.Provider value="inside">
            <Shown />
            <Component />
          </Place.Provider>
        </Document>
      );
    },
  ];
  for (const wrapper of wrappers) {
    const app = new App().appWrapper(wrapper).get("/", (ctx) => ctx.render(<Shown />));
    const html = await (await app.handler()(new Request("http://localhost/"))).text();
    assert.match(html, /<body><b>inside<\/b><b>outside<\/b><\/body>/);
  }
});

Deno.test("a page's title stays, though its app wrapper is rendered later and has one too", async () => {
  const app = new App()
    .appWrapper(({ Component }) => (
      <Document>
        <Head>
          <title>site</title>
        </Head>
        <Component />
      </Document>
    ))
    .get("/", (ctx) =>
      ctx.render(
        <Head>
          <title>page</title>
        </Head>,
      ));
  const html = await (await app.handler()(new Request("http://localhost/"))).text();
  assert.match(html, /<head><title>page<\/title><\/head>/);
});
