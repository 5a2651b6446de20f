// The files that docs/deploy.md tells people to run, read by the programs that they are for.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { DEFAULT_MAX_SOCKETS_PER_ADDRESS } from "../../server/limits.ts";
import { CADDY, type Front, NGINX } from "./front_server.ts";
import { isInstalled } from "./installed.ts";
import { RedisServer } from "./redis_server.ts";

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  assert.ok(typeof value === "object" && value !== null);
  return { ...value };
}

function listOf(value: unknown): readonly string[] {
  assert.ok(Array.isArray(value), `${value}`);
  return value.map(String);
}

const compose = fieldsOf(parse(await Deno.readTextFile("compose.yaml"), { merge: true }));
const services = Object.entries(fieldsOf(compose["services"]))
  .map(([name, service]) => [name, fieldsOf(service)] as const);

function service(name: string): Fields {
  return services.find(([one]) => one === name)?.[1] ?? assert.fail(`no ${name}`);
}

Deno.test("compose.yaml gives no service more rights than it needs", () => {
  assert.deepEqual(services.map(([name]) => name), ["app", "caddy", "coturn", "redis"]);
  for (const [name, fields] of services) {
    assert.equal(fields["read_only"], true, name);
    assert.deepEqual(fields["cap_drop"], ["ALL"], name);
    assert.deepEqual(fields["security_opt"], ["no-new-privileges:true"], name);
    assert.deepEqual(fields["cap_add"], name === "caddy" ? ["NET_BIND_SERVICE"] : undefined, name);
    assert.equal(fields["privileged"], undefined, name);
    assert.ok(fields["mem_limit"] && fields["pids_limit"], name);
    assert.ok(!String(fields["image"]).endsWith(":latest"), name);
  }
});

Deno.test("compose.yaml has Redis in a network with the app alone, that leads nowhere", () => {
  const networks = fieldsOf(compose["networks"]);
  const redis = listOf(service("redis")["networks"]);
  assert.deepEqual(redis, ["store"]);
  assert.equal(fieldsOf(networks["store"])["internal"], true);
  const inside = services.filter(([, { networks }]) =>
    networks && listOf(networks).includes("store")
  );
  assert.deepEqual(inside.map(([name]) => name), ["app", "redis"]);
  assert.equal(service("redis")["ports"], undefined);
  // Who names no network is in the one that compose makes by itself.
  for (const name of ["app", "caddy", "redis"]) assert.ok(service(name)["networks"], name);
});

Deno.test("compose.yaml gives Redis its password, and has no secret itself", () => {
  const command = listOf(service("redis")["command"]);
  assert.deepEqual(command.slice(-2), ["--requirepass", "${REDIS_PASSWORD:-}"]);
  for (const [name, { environment = {} }] of services) {
    for (const [variable, value] of Object.entries(fieldsOf(environment))) {
      if (!/SECRET|PASSWORD|AUTH|TOKEN/.test(variable)) continue;
      assert.match(String(value), /^\$\{\w+:[-?][^}]*\}$/, `${name}: ${variable}`);
    }
  }
  const secret = listOf(service("coturn")["command"]).find((arg) => arg.includes("secret"));
  assert.equal(secret, "--static-auth-secret=${TURN_SECRET:?}");
});

Deno.test("one address can't hold all of the relay, and every allocation has a port", async () => {
  const text = await Deno.readTextFile("docs/turnserver.conf");
  const setting = (key: string) => Number(new RegExp(`^${key}=(\\d+)$`, "m").exec(text)?.[1]);
  assert.ok(setting("user-quota") * DEFAULT_MAX_SOCKETS_PER_ADDRESS < setting("total-quota"));
  assert.equal(setting("max-port") - setting("min-port") + 1, setting("total-quota"));
  const page = await Deno.readTextFile("docs/deploy.md");
  assert.ok(page.includes(`${setting("min-port")}–${setting("max-port")}`));
});

/** Has a proxy read its file and end. */
async function testConfig(front: Front, path: string, extra: readonly string[]): Promise<void> {
  const { name } = front.program;
  const what = `${name} takes ${path}`;
  if (!await isInstalled(front.program, what)) return;
  Deno.test(what, async () => {
    const folder = await Deno.makeTempDir({ prefix: "filefrag_config_" });
    try {
      const { args, env } = await front.prepare({ own: 8443, app: 8000 }, folder);
      const all = args.map((arg) => arg === "run" ? "validate" : arg).concat(extra);
      const { success, stderr } = await new Deno.Command(name, { args: all, env }).output();
      const said = new TextDecoder().decode(stderr);
      assert.ok(success, said);
      assert.doesNotMatch(said, /"level":"error"|\[(?:warn|error)\]/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

await testConfig(CADDY, "deploy/Caddyfile", []);
await testConfig(NGINX, "the example of docs/deploy.md", ["-t"]);

/** This machine's address for others; where there is none, it has no network. */
function outerAddress(): string | undefined {
  const addresses = Deno.networkInterfaces().filter(({ family }) => family === "IPv4");
  return addresses.find(({ address }) => !address.startsWith("127."))?.address;
}

if (await RedisServer.isInstalled("deploy/redis.conf")) {
  Deno.test("deploy/redis.conf lets in whoever has the password, and others from nowhere", async () => {
    await using redis = await RedisServer.start(["deploy/redis.conf", "--requirepass", "secret"]);
    assert.match(await redis.command("PING"), /^NOAUTH/);
    assert.match(await redis.command("-a", "wrong", "--no-auth-warning", "PING"), /^NOAUTH/);
    const asked = ["-a", "secret", "--no-auth-warning", "CONFIG", "GET", "maxmemory"];
    assert.equal(await redis.command(...asked), "maxmemory\n536870912\n");
  });

  Deno.test("deploy/redis.conf without a password lets in this machine alone", async () => {
    await using redis = await RedisServer.start(["deploy/redis.conf"], "*");
    assert.equal(await redis.command("PING"), "PONG\n");
    const address = outerAddress();
    if (address !== undefined) assert.match(await redis.command("-h", address, "PING"), /DENIED/);
  });
}
