import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { closeReason } from "./signaling/close_reason.ts";
import type { Cancel, ServerClock } from "./clock.ts";
import type { ServerCounts } from "./counts.ts";
import { EVENT_LOOP_PROBE_MS } from "./limits.ts";
import type { SessionStore } from "./sessions/session_store.ts";

/** What is measured. */
export interface MetricsParts {
  readonly clock: ServerClock;
  readonly counts: ServerCounts;
  readonly store: Pick<SessionStore, "count" | "isUp">;
  readonly sockets: () => number;
}

/** Seconds; a delay of half of one would be felt by everybody, one of 10 ms by nobody. */
const DELAY_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/**
 * What an operator wants to see of a running server, as Prometheus reads it. Labels are reasons from
 * closed lists: no id, no address, nothing a client can choose.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #stopProbing: Cancel;

  constructor({ clock, counts, store, sockets }: MetricsParts) {
    this.#gauge("filefrag_sockets", "Signaling sockets of this process", sockets);
    this.#gauge(
      "filefrag_sessions",
      "Sessions in the store; of all instances, where they share one",
      async () => await store.count() ?? NaN,
    );
    if (store.isUp !== undefined) {
      const help = "Whether the shared session store can be asked";
      this.#gauge("filefrag_store_up", help, () => store.isUp ? 1 : 0);
    }
    this.#counter("filefrag_joins_total", "Sockets that became members", () => counts.joined);
    this.#counter("filefrag_relayed_messages_total", "Messages handed on", () => counts.relayed);
    this.#counter(
      "filefrag_refused_connections_total",
      "TCP connections beyond what an address or a network may have",
      () => counts.refusedConnections,
    );
    this.#counterByReason(
      "filefrag_refusals_total",
      "Requests and handshakes refused",
      () => counts.refused,
    );
    this.#counterByReason(
      "filefrag_socket_closes_total",
      "Sockets closed by the server, by the name of the close code",
      () => [...counts.closed].map(([code, count]) => [closeReason(code), count]),
    );
    this.#stopProbing = this.#probeEventLoop(clock);
    const memory = () => Deno.memoryUsage();
    this.#gauge("process_resident_memory_bytes", "Memory of the process", () => memory().rss);
    this.#gauge(
      "process_heap_used_bytes",
      "JavaScript objects, and what the collector has not yet taken",
      () => memory().heapUsed,
    );
  }

  /** Everything, in Prometheus's text format. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  /** The content type of {@linkcode text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Stops measuring. */
  stop(): void {
    this.#stopProbing();
  }

  /** A timer that comes late says how long the event loop was busy with something else. */
  #probeEventLoop(clock: ServerClock): Cancel {
    const delay = new Histogram({
      name: "filefrag_event_loop_delay_seconds",
      help: "How late timers come",
      buckets: DELAY_BUCKETS,
      registers: [this.#registry],
    });
    let expected = clock.now() + EVENT_LOOP_PROBE_MS;
    return clock.every(EVENT_LOOP_PROBE_MS, () => {
      const now = clock.now();
      delay.observe(Math.max(0, now - expected) / 1000);
      expected = now + EVENT_LOOP_PROBE_MS;
    });
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  #counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  #counterByReason(
    name: string,
    help: string,
    read: () => Iterable<readonly [reason: string, count: number]>,
  ): void {
    new Counter({
      name,
      help,
      labelNames: ["reason"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [reason, count] of read()) this.inc({ reason }, count);
      },
    });
  }
}
