import assert from "node:assert/strict";
import { Signal } from "@preact/signals";
import { parse } from "devalue";
import { h } from "preact";
import { App, staticFiles } from "./mod.ts";
import { attachBuild, type Build, type IslandFile } from "./snapshot.ts";
import { fixtureFetch } from "./testdata/fixture.ts";
import { silenceErrors } from "../testing/silence_errors.ts";
import { Head } from "./runtime.ts";

const get = await fixtureFetch();

interface SentProps {
  id?: string;
  name?: string;
  count?: Signal<number>;
  date?: Date;
  big?: bigint;
  set?: Set<string>;
  doubled?: Signal<number>;
  title?: string;
}

function sentProps(html: string): SentProps[] {
  const literal =
    /boot\(\[[^\]]*(?:\][^\]]*)*?\],("(?:[^"\\]|\\.)*")\)<\/script>/.exec(html)?.[1] ??
      assert.fail("no boot call");
  return parse(JSON.parse(literal), {
    Signal: ({ value }) => new Signal(value),
    Slot: (slot) => slot,
  });
}

Deno.test("an island's HTML stands between markers and its props survive the way, shared signals shared", async () => {
  const html = await (await get("/")).text();
  assert.match(
    html,
    /<!--frsh:island:0--><button id="one" type="button" data-live="false">count: 3<\/button><!--\/frsh:island-->/,
  );
  const [one, two, values, panel, three] = sentProps(html);
  assert.ok(one?.count instanceof Signal);
  assert.equal(one.count.value, 3);
  assert.equal(one.count, two?.count);
  assert.equal(one.count, three?.count);
  assert.equal(values?.date?.getTime(), 0);
  assert.equal(values?.big, 10n);
  assert.deepEqual(values?.set, new Set(["a"]));
  assert.equal(values?.doubled?.value, 6);
  assert.equal(panel?.title, "t</script><!--");
});

Deno.test("a page has one inline script, which props can't break out of, and preloads for each script it needs", async () => {
  const html = await (await get("/")).text();
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  const imported = [...html.matchAll(/from"([^"]+)"/g)].map((match) => match[1]);
  const preloaded = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)].map((match) =>
    match[1]
  );
  assert.ok(imported.length >= 3);
  for (const url of imported) assert.ok(preloaded.includes(url), `${url} is preloaded`);
});

Deno.test("JSX for an island that doesn't show it yet waits in a template inside the body", async () => {
  const html = await (await get("/")).text();
  assert.match(
    html,
    /<template data-frsh-slot="0"><!--frsh:slot:0--><p class="inside">.*<\/template><script/,
  );
  assert.ok(html.endsWith("</script></body></html>"));
});

Deno.test("a page without islands ships no JavaScript", async () => {
  const html = await (await get("/plain")).text();
  assert.doesNotMatch(html, /<script|modulepreload/);
});

Deno.test("csp() sets a new nonce per request in the header, on the boot script and on inline styles", async () => {
  const [first, second] = [await get("/"), await get("/bare")];
  const nonceOf = (response: Response) =>
    /'nonce-(\w+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ??
      assert.fail("no nonce");
  assert.notEqual(nonceOf(first), nonceOf(second));
  assert.ok(
    (await first.clone().text()).includes(`<script type="module" nonce="${nonceOf(first)}">`),
  );
  assert.ok((await second.text()).includes(`<style nonce="${nonceOf(second)}">`));
  const policy = first.headers.get("content-security-policy") ?? "";
  assert.doesNotMatch(policy, /unsafe-inline/);
  assert.equal(
    policy.match(/default-src/g)?.length,
    1,
    "a given directive replaces the default one",
  );
});

function testIsland(
  name: string,
  component: (props: Record<string, unknown>) => unknown,
  group: string,
): IslandFile {
  return { name, module: { default: component }, group, url: `/${name}.js`, preload: [] };
}

function testBuild(island: (props: Record<string, unknown>) => unknown): Build {
  return {
    id: "test",
    mode: "production",
    islands: [testIsland("Test", island, "Test")],
    routes: [],
    assets: new Map(),
    readAsset: () => Promise.reject(new Error("unused")),
  };
}

Deno.test("an island given a function says which island and which prop", async () => {
  using errors = silenceErrors();
  const Island = (_props: Record<string, unknown>) => h("i", null);
  const app = new App().use(staticFiles()).get(
    "/",
    (ctx) => ctx.render(<Island onClick={() => 1} />),
  );
  attachBuild(app, testBuild(Island));
  const response = await app.handler()(new Request("http://localhost/"));
  assert.equal(response.status, 500);
  assert.match(String(errors.calls[0]), /Cannot send props to the islands Test: .*onClick/);
});

Deno.test("islands that were not bundled together can't be on one page", async () => {
  using errors = silenceErrors();
  const [One, Two, Three] = [() => <i>1</i>, () => <i>2</i>, () => <i>3</i>];
  const app = new App().get("/apart", (ctx) =>
    ctx.render(
      <main>
        <One />
        <Two />
        <Three />
      </main>,
    ))
    .get("/together", (ctx) =>
      ctx.render(
        <main>
          <One />
          <Three />
        </main>,
      ));
  const islands = [
    testIsland("One", One, "a"),
    testIsland("Two", Two, "b"),
    testIsland("Three", Three, "a"),
  ];
  attachBuild(app, { ...testBuild(One), islands });
  const get = (path: string) => app.handler()(new Request(`http://localhost${path}`));
  assert.equal((await get("/apart")).status, 500);
  assert.match(String(errors.calls[0]), /Cannot show the islands One, Two, Three on one page/);
  assert.match(
    await (await get("/together")).text(),
    /import\{boot,island as m0\}from"\/One\.js";import\{island as m1\}from"\/Three\.js";boot\(/,
  );
});

Deno.test("an island inside an island is an ordinary component", async () => {
  const Island = (props: Record<string, unknown>) =>
    Number(props["depth"]) > 0
      ? (
        <b>
          <Island depth={0} />
        </b>
      )
      : <i>leaf</i>;
  const app = new App().get("/", (ctx) => ctx.render(<Island depth={1} />));
  attachBuild(app, testBuild(Island));
  const html = await (await app.handler()(new Request("http://localhost/"))).text();
  assert.match(html, /<!--frsh:island:0--><b><i>leaf<\/i><\/b><!--\/frsh:island-->/);
});

Deno.test("Head adds to the document's head; of two with one key or two titles the last one stays", async () => {
  const Page = () => (
    <html>
      <head></head>
      <body>
        <Head>
          <title>one</title>
          <meta key="d" name="description" content="old" />
        </Head>
        <Head>
          <title>two</title>
          <meta key="d" name="description" content="new" />
        </Head>
        text
      </body>
    </html>
  );
  const html = await (await new App().get("/", (ctx) => ctx.render(<Page />)).handler()(
    new Request("http://localhost/"),
  )).text();
  assert.equal(
    html,
    '<!DOCTYPE html><html><head><title>two</title><meta name="description" content="new"/></head><body>text</body></html>',
  );
});

Deno.test("islands of a page and of its app wrapper are numbered as the browser will find them", async () => {
  const Island = ({ name }: Record<string, unknown>) => <i>{String(name)}</i>;
  const app = new App()
    .appWrapper(({ Component }) => (
      <body>
        <Island name="wrapper" />
        <Component />
      </body>
    ))
    .get("/", (ctx) => ctx.render(<Island name="page" />));
  attachBuild(app, testBuild(Island));
  const html = await (await app.handler()(new Request("http://localhost/"))).text();
  const indices = [...html.matchAll(/<!--frsh:island:(\d)--><i>(\w+)<\/i>/g)];
  const names = sentProps(html).map(({ name }) => name);
  assert.deepEqual(indices.map(([, , name]) => name), ["wrapper", "page"]);
  for (const [, index, name] of indices) assert.equal(names[Number(index)], name);
});

Deno.test("ctx.render() on an error page answers with the error's status", async () => {
  using _errors = silenceErrors();
  const app = new App().onError("*", (ctx) => ctx.render(<p>sorry</p>)).get("/", () => {
    throw new TypeError("x");
  });
  assert.equal((await app.handler()(new Request("http://localhost/"))).status, 500);
});
